internal import CCurl
internal import EventLoop

/// The transfers and connections of one instance: a multi handle of libcurl's on the engine's loop.
///
/// `@unchecked Sendable`: everything but the constants is touched on the engine's loop alone.
final class HTTPPoolCore: @unchecked Sendable {
    private let loop: EventLoop
    private let options: HTTPEngineOptions
    private let userAgent: String
    private let limits: HTTPLimits
    private let onEmpty: @Sendable (HTTPPoolCore) -> Void
    private var multi: UnsafeMutableRawPointer?
    private var watches: [Int32: SocketWatch] = [:]
    private var timer: EventLoop.Timer?
    private var transfers: [UInt64: HTTPTransfer] = [:]
    private var deadlines: [UInt64: EventLoop.Timer] = [:]
    private var lines: HostLines<UInt64>
    private var breakers: HostBreakers
    private var isClosing = false

    init(
        loop: EventLoop, options: HTTPEngineOptions, userAgent: String, limits: HTTPLimits,
        onEmpty: @escaping @Sendable (HTTPPoolCore) -> Void
    ) {
        self.loop = loop
        self.options = options
        self.userAgent = userAgent
        self.limits = limits
        self.onEmpty = onEmpty
        lines = HostLines(limits)
        breakers = HostBreakers(limits)
    }

    // MARK: From the pool

    func start(_ transfer: HTTPTransfer) {
        guard !isClosing else { return end(transfer, .failure(OutgoingError(.cancelled, "the instance is ending"))) }
        transfers[transfer.number] = transfer
        deadlines[transfer.number] = loop.schedule(atNanos: transfer.request.deadlineNanos) { [weak self] in
            self?.stop(transfer.number, OutgoingError(.deadline, "no answer of \(transfer.endpoint) came before the deadline"))
        }
        enterLine(transfer)
    }

    /// Ends a transfer early; one that has ended is ignored.
    func stop(_ number: UInt64, _ error: OutgoingError) {
        guard let transfer = transfers[number] else { return }
        // A host that says nothing until the deadline is not well; one that drips is.
        let outcome: CircuitBreaker.Outcome =
            error.code == .deadline && transfer.place == .running && transfer.head.headers.isEmpty ? .failure : .neither
        leave(transfer, outcome)
        end(transfer, .failure(error))
    }

    /// Ends all transfers, then gives libcurl's handle back.
    func close(_ error: OutgoingError) {
        isClosing = true
        stopAll(error)
        if let timer { loop.cancel(timer) }
        timer = nil
        if let multi { curl_multi_cleanup(multi) }
        multi = nil
        onEmpty(self)
    }

    func stopAll(_ error: OutgoingError) { for number in transfers.keys.sorted() { stop(number, error) } }

    // MARK: A transfer's way

    private func enterLine(_ transfer: HTTPTransfer) {
        transfer.place = .inLine
        switch lines.enter(transfer.number, to: transfer.endpoint) {
        case .begins: begin(transfer)
        case .waits: break
        case .refused:
            transfer.place = .ended
            end(transfer, .failure(OutgoingError(.tooManyWaiting, "more than \(limits.waiting) requests wait")))
        }
    }

    private func begin(_ transfer: HTTPTransfer) {
        transfer.place = .running
        let admission = breakers.admit(transfer.endpoint, atNanos: EventLoop.nowNanos())
        guard admission.isAdmitted else {
            release(transfer)
            let seconds = (admission.restNanos + 999_999_999) / 1_000_000_000
            return end(
                transfer,
                .failure(OutgoingError(.resting, "\(transfer.endpoint) failed too often and is left alone for \(seconds) s")))
        }
        transfer.beginHop()
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        guard let multi = madeMulti(),
            let easy = CurlEasy(transfer.request, options: options, userAgent: userAgent, context: context)
        else { return finish(transfer, CURLE_OUT_OF_MEMORY) }
        transfer.easy = easy
        guard curl_multi_add_handle(multi, easy.handle) == CURLM_OK else { return finish(transfer, CURLE_FAILED_INIT) }
    }

    /// libcurl is done with a hop.
    private func finish(_ transfer: HTTPTransfer, _ code: CURLcode) {
        let status = transfer.easy?.status ?? 0
        let redirect = code == CURLE_OK && RedirectRules.redirects(status) ? transfer.easy?.redirect : nil
        let failure = code == CURLE_OK ? nil : transfer.failure(code)
        let isUnwell = failure?.isFailureOfHost ?? [502, 503, 504].contains(status)
        leave(transfer, isUnwell ? .failure : failure == nil ? .success : .neither)
        if let failure { return end(transfer, .failure(failure)) }
        guard let redirect, transfer.request.redirects > 0 || transfer.hops > 0 else {
            return end(transfer, .success(transfer.answer(status: status, nowNanos: EventLoop.nowNanos())))
        }
        do throws(OutgoingError) {
            transfer.request = try hop(of: transfer, status: status, to: redirect)
            transfer.hops += 1
            enterLine(transfer)
        } catch {
            end(transfer, .failure(error))
        }
    }

    private func hop(of transfer: HTTPTransfer, status: Int, to text: String) throws(OutgoingError) -> OutgoingRequest {
        guard transfer.request.redirects > 0 else {
            throw OutgoingError(.tooManyRedirects, "\(transfer.endpoint) sends the request on after \(transfer.hops) hops")
        }
        let url = try CheckedURL(text)
        guard transfer.grant.allows(url.endpoint) else {
            throw OutgoingError(
                .hostNotGranted,
                "\(transfer.endpoint) sends the request on to \(url.endpoint), which is not granted; granted are \(transfer.grant.listing)")
        }
        return RedirectRules.next(transfer.request, status: status, to: url)
    }

    /// Takes a transfer out of libcurl and out of its line, and lets the next ones begin.
    private func leave(_ transfer: HTTPTransfer, _ outcome: CircuitBreaker.Outcome) {
        switch transfer.place {
        case .inLine: _ = lines.leave(transfer.number, to: transfer.endpoint)
        case .running:
            if let easy = transfer.easy, let multi { curl_multi_remove_handle(multi, easy.handle) }
            transfer.easy = nil
            breakers.ended(transfer.endpoint, outcome, atNanos: EventLoop.nowNanos())
            release(transfer)
        case .ended: break
        }
        transfer.place = .ended
    }

    private func release(_ transfer: HTTPTransfer) {
        transfer.place = .ended
        let next = lines.ended(transfer.endpoint)
        guard !next.isEmpty else { return }
        // In the next round, so that a long line of refusals is no deep stack.
        loop.execute { for number in next { self.beginWaiting(number) } }
    }

    private func beginWaiting(_ number: UInt64) {
        guard let transfer = transfers[number], transfer.place == .inLine else { return }
        begin(transfer)
    }

    private func end(_ transfer: HTTPTransfer, _ result: Result<OutgoingAnswer, OutgoingError>) {
        transfers[transfer.number] = nil
        if let deadline = deadlines.removeValue(forKey: transfer.number) { loop.cancel(deadline) }
        transfer.completion(result, transfer.traffic)
    }

    // MARK: libcurl's side

    private func madeMulti() -> UnsafeMutableRawPointer? {
        if let multi { return multi }
        guard let made = curl_multi_init() else { return nil }
        let context = Unmanaged.passUnretained(self).toOpaque()
        curl_multi_set_on_socket(made, Self.onSocket, context)
        curl_multi_set_on_timer(made, Self.onTimer, context)
        curl_multi_set_number(made, CURLMOPT_MAXCONNECTS, limits.idleConnections)
        multi = made
        return made
    }

    fileprivate func ready(_ descriptor: Int32, _ events: Interest) {
        var mask: Int32 = 0
        if !events.isDisjoint(with: [.read, .hangup]) { mask |= CURL_CSELECT_IN }
        if events.contains(.write) { mask |= CURL_CSELECT_OUT }
        if !events.isDisjoint(with: [.error, .hangup]) { mask |= CURL_CSELECT_ERR }
        act(descriptor, mask)
    }

    private func act(_ descriptor: Int32, _ mask: Int32) {
        guard let multi else { return }
        var running: Int32 = 0
        curl_multi_socket_action(multi, descriptor, mask, &running)
        // What libcurl had to say about a descriptor that it did not take off stays true until it does.
        var remaining: Int32 = 0
        while let message = self.multi.flatMap({ curl_multi_info_read($0, &remaining) }) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            // The message goes with the handle: it is read first.
            let code = curl_message_result(message)
            var context: UnsafeMutableRawPointer?
            curl_get_context(handle, &context)
            guard let context else { continue }
            finish(Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue(), code)
        }
    }

    private func watch(_ descriptor: Int32, _ action: Int32) {
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
            _, descriptor, action, context, _ in
            if let context { Unmanaged<HTTPPoolCore>.fromOpaque(context).takeUnretainedValue().watch(descriptor, action) }
            return 0
        }

    private static let onTimer: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Int32 = {
        _, milliseconds, context in
        if let context { Unmanaged<HTTPPoolCore>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds) }
        return 0
    }

    /// A descriptor of libcurl's on the loop.
    private final class SocketWatch: EventHandler {
        private let descriptor: Int32
        private unowned let pool: HTTPPoolCore

        init(_ descriptor: Int32, _ pool: HTTPPoolCore) {
            self.descriptor = descriptor
            self.pool = pool
        }

        func ready(_ events: Interest) { pool.ready(descriptor, events) }
    }
}
