internal import CCurl
internal import EventLoop

/// Transfers of libcurl's on an event loop: their sockets are watched, their timer kept, and the end of each is told.
///
/// `@unchecked Sendable`: everything but the constants is touched on the loop alone.
final class CurlMulti: @unchecked Sendable {
    private let loop: EventLoop
    private var handle: UnsafeMutableRawPointer?
    private var watches: [Int32: SocketWatch] = [:]
    private var timer: EventLoop.Timer?
    private let onDone: (_ context: UnsafeMutableRawPointer, _ code: CURLcode) -> Void
    private let onWatch: (_ easy: UnsafeMutableRawPointer, _ descriptor: Int32) -> Void

    /// Nil if there is no memory. End it with ``close()``.
    ///
    /// - Parameters:
    ///   - idleConnections: Kept open for the next transfer.
    ///   - onWatch: Told of each descriptor that a transfer waits for.
    ///   - onDone: Told of each transfer that libcurl is done with, by its context (`CURLOPT_PRIVATE`).
    init?(
        _ loop: EventLoop, idleConnections: Int,
        onWatch: @escaping (_ easy: UnsafeMutableRawPointer, _ descriptor: Int32) -> Void = { _, _ in },
        onDone: @escaping (_ context: UnsafeMutableRawPointer, _ code: CURLcode) -> Void
    ) {
        guard let made = curl_multi_init() else { return nil }
        self.loop = loop
        self.onDone = onDone
        self.onWatch = onWatch
        handle = made
        let context = Unmanaged.passUnretained(self).toOpaque()
        curl_multi_set_on_socket(made, Self.onSocket, context)
        curl_multi_set_on_timer(made, Self.onTimer, context)
        curl_multi_set_number(made, CURLMOPT_MAXCONNECTS, idleConnections)
    }

    /// Starts a transfer; false if libcurl does not take it.
    func add(_ easy: UnsafeMutableRawPointer) -> Bool { handle.map { curl_multi_add_handle($0, easy) == CURLM_OK } ?? false }

    /// Ends a transfer early, or lets go of one that is done.
    func remove(_ easy: UnsafeMutableRawPointer) {
        if let handle { curl_multi_remove_handle(handle, easy) }
    }

    /// Closes all connections. All transfers must have been removed.
    func close() {
        if let timer { loop.cancel(timer) }
        timer = nil
        guard let handle else { return }
        // While it closes, it takes its sockets off the loop.
        curl_multi_cleanup(handle)
        self.handle = nil
    }

    private func ready(_ descriptor: Int32, _ events: Interest) {
        var mask: Int32 = 0
        if !events.isDisjoint(with: [.read, .hangup]) { mask |= CURL_CSELECT_IN }
        if events.contains(.write) { mask |= CURL_CSELECT_OUT }
        if !events.isDisjoint(with: [.error, .hangup]) { mask |= CURL_CSELECT_ERR }
        act(descriptor, mask)
    }

    private func act(_ descriptor: Int32, _ mask: Int32) {
        guard let handle else { return }
        var running: Int32 = 0
        curl_multi_socket_action(handle, descriptor, mask, &running)
        // What libcurl had to say about a descriptor that it did not take off stays true until it does.
        var remaining: Int32 = 0
        while let message = self.handle.flatMap({ curl_multi_info_read($0, &remaining) }) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // The message goes with the handle: it is read first.
            let code = curl_message_result(message)
            var context: UnsafeMutableRawPointer?
            curl_get_context(easy, &context)
            if let context { onDone(context, code) }
        }
    }

    private func watch(_ easy: UnsafeMutableRawPointer?, _ descriptor: Int32, _ action: Int32) {
        guard action != CURL_POLL_REMOVE else {
            if watches.removeValue(forKey: descriptor) != nil { loop.unregister(descriptor) }
            return
        }
        var interest: Interest = []
        if action & CURL_POLL_IN != 0 { interest.insert(.read) }
        if action & CURL_POLL_OUT != 0 { interest.insert(.write) }
        if watches[descriptor] != nil {
            loop.update(descriptor, interest)
        } else {
            let watch = SocketWatch(descriptor, self)
            watches[descriptor] = watch
            loop.register(descriptor, interest, watch)
        }
        if let easy { onWatch(easy, descriptor) }
    }

    private func setTimer(_ milliseconds: Int) {
        if let timer { loop.cancel(timer) }
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = loop.schedule(atNanos: EventLoop.nowNanos() + UInt64(milliseconds) * 1_000_000) { [weak self] in
            self?.timer = nil
            self?.act(CURL_SOCKET_TIMEOUT, 0)
        }
    }

    private static let onSocket:
        @convention(c) (UnsafeMutableRawPointer?, curl_socket_t, Int32, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Int32 = {
            easy, descriptor, action, context, _ in
            if let context { Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().watch(easy, descriptor, action) }
            return 0
        }

    private static let onTimer: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Int32 = {
        _, milliseconds, context in
        if let context { Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds) }
        return 0
    }

    /// A descriptor of libcurl's on the loop.
    private final class SocketWatch: EventHandler {
        private let descriptor: Int32
        private unowned let multi: CurlMulti

        init(_ descriptor: Int32, _ multi: CurlMulti) {
            self.descriptor = descriptor
            self.multi = multi
        }

        func ready(_ events: Interest) { multi.ready(descriptor, events) }
    }
}
