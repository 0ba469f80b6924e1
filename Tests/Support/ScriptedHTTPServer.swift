import Glibc
import Synchronization

/// A real HTTP server on a loopback address that answers as a test says, byte by byte if need be. Ends with `stop()`.
///
/// Thread: any. Connections are served on threads of their own, so that nothing here blocks the cooperative pool.
package final class ScriptedHTTPServer: Sendable {
    /// What a connection asked.
    package struct Received: Sendable {
        package let method: String
        package let target: String
        /// Names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]
    }

    /// What it gets.
    package enum Answer: Sendable {
        /// A whole answer with its length; the connection stays open.
        case answer(status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [])
        /// These bytes as they are, then the end of the connection.
        case raw([UInt8])
        /// These bytes, then a byte now and then, until the other side goes.
        case drip([UInt8])
        /// Nothing, until the other side goes or `release()`; then an empty answer.
        case hold
    }

    package let port: UInt16
    private let descriptor: Int32
    private let handler: @Sendable (Received) -> Answer
    private let received = Mutex<[Received]>([])
    private let connections = Atomic<Int>(0)
    private let isReleased = Atomic<Bool>(false)
    private let isStopped = Atomic<Bool>(false)

    /// Listens on a free port of 127.0.0.1.
    package init(_ handler: @escaping @Sendable (Received) -> Answer) {
        self.handler = handler
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(descriptor, $0, size) == 0 && listen(descriptor, 256) == 0, "no port to listen on")
                getsockname(descriptor, $0, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        Self.detach { [self] in accept() }
    }

    /// `http://127.0.0.1:PORT` and the path.
    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What was asked so far.
    package var requests: [Received] { received.withLock(\.self) }
    /// Connections that were taken so far.
    package var connectionCount: Int { connections.load(ordering: .acquiring) }

    /// Lets go of what is held.
    package func release() { isReleased.store(true, ordering: .releasing) }

    /// Takes no more connections.
    package func stop() {
        release()
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func accept() {
        while !isStopped.load(ordering: .acquiring) {
            let connection = Glibc.accept(descriptor, nil, nil)
            guard connection >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            connections.add(1, ordering: .releasing)
            Self.detach { [self] in
                serve(connection)
                close(connection)
            }
        }
    }

    private func serve(_ connection: Int32) {
        var unread: [UInt8] = []
        while let request = Self.read(connection, &unread) {
            received.withLock { $0.append(request) }
            switch handler(request) {
            case .answer(let status, let headers, let body):
                var head = "HTTP/1.1 \(status) As said\r\ncontent-length: \(body.count)\r\n"
                for (name, value) in headers { head += "\(name): \(value)\r\n" }
                let isEmpty = request.method == "HEAD"
                guard Self.write(connection, Array((head + "\r\n").utf8) + (isEmpty ? [] : body)) else { return }
            case .raw(let bytes):
                _ = Self.write(connection, bytes)
                shutdown(connection, Int32(SHUT_WR))
                return
            case .drip(let bytes):
                guard Self.write(connection, bytes) else { return }
                while !isStopped.load(ordering: .acquiring), Self.write(connection, [46]) { usleep(20_000) }
                return
            case .hold:
                while !isReleased.load(ordering: .acquiring) {
                    var poll = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
                    if Glibc.poll(&poll, 1, 20) > 0 { return }
                }
                guard Self.write(connection, Array("HTTP/1.1 200 As said\r\ncontent-length: 0\r\n\r\n".utf8)) else { return }
            }
        }
    }

    private static func read(_ connection: Int32, _ unread: inout [UInt8]) -> Received? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let place = unread.indices.first(where: { unread[$0...].starts(with: end) }) {
                let lines = String(decoding: unread[..<place], as: UTF8.self).split(separator: "\r\n")
                let words = (lines.first ?? "").split(separator: " ").map(String.init)
                guard words.count == 3 else { return nil }
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                    headers[parts[0].lowercased()] = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
                }
                let count = headers["content-length"].flatMap { Int($0) } ?? 0
                let bodyStart = place + end.count
                while unread.count < bodyStart + count { guard receive(connection, &unread) else { return nil } }
                let body = Array(unread[bodyStart..<bodyStart + count])
                unread.removeFirst(bodyStart + count)
                return Received(method: words[0], target: words[1], headers: headers, body: body)
            }
            guard receive(connection, &unread) else { return nil }
            // The beginning of a secure connection: there is none to be had here.
            guard unread.first != 0x16 else { return nil }
        }
    }

    private static func receive(_ connection: Int32, _ unread: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread.append(contentsOf: buffer[..<count])
        return true
    }

    private static func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { send(connection, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static func detach(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(run))
        let status = pthread_create(
            &thread, nil,
            { @Sendable argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
        precondition(status == 0, "no thread for a connection")
        pthread_detach(thread)
    }
}
