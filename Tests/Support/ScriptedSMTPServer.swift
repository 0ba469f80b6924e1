import Glibc
import Synchronization

/// A real mail server on a loopback address that answers as a test says, with and without STARTTLS. Ends with `stop()`.
///
/// Thread: any. Connections are served on threads of their own, so that nothing here blocks the cooperative pool.
package final class ScriptedSMTPServer: Sendable {
    /// What the other side says, or that it comes (`CONNECT`) or has ended a mail (`MESSAGE`).
    package struct Command: Sendable {
        /// In capitals: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, MESSAGE, QUIT.
        package let verb: String
        package let line: String
        package let isSecure: Bool
        /// Which connection it is, from 1.
        package let connection: Int
    }

    /// What it gets.
    package enum Answer: Sendable {
        /// As a server does.
        case usual
        /// Instead of that: lines without their end.
        case say(String)
        /// Bytes as they are.
        case raw([UInt8])
        /// Nothing, until the other side goes or `stop()`.
        case hang
        /// The end of the connection.
        case drop
    }

    /// A mail that was taken.
    package struct Mail: Sendable {
        package let sender: String
        package let recipients: [String]
        /// Without the dots that stand for others.
        package let bytes: [UInt8]
        package let isSecure: Bool
        package let user: String?
    }

    private struct Record {
        var commands: [Command] = []
        var mails: [Mail] = []
        var logins: [String] = []
        var connections = 0
    }

    /// Where mail is to be sent to.
    package var port: UInt16 { isSecureAtOnce ? terminator.map(\.port) ?? outer.port : outer.port }
    /// What a host is started with that sends its mails here, in the clear.
    package var environment: [String: String] {
        ["SMTP_URL": "smtp://127.0.0.1:\(port)?tls=off", "SMTP_FROM": "The host <noreply@host.example>"]
    }
    private let outer: Listener
    private let inner: Listener
    private let terminator: TLSTerminator?
    private let isSecureAtOnce: Bool
    private let script: @Sendable (Command) -> Answer
    private let record = Mutex(Record())
    private let isStopped = Atomic<Bool>(false)

    /// Listens on a free port of 127.0.0.1. With an authority it waits for a process, so then not on the cooperative pool.
    ///
    /// - Parameters:
    ///   - authority: Offers STARTTLS with its certificate.
    ///   - isSecureAtOnce: Speaks TLS from the first byte instead.
    package init(
        _ authority: TestAuthority? = nil, isSecureAtOnce: Bool = false, _ script: @escaping @Sendable (Command) -> Answer = { _ in .usual }
    ) throws {
        self.script = script
        self.isSecureAtOnce = isSecureAtOnce
        outer = Listener()
        let inner = Listener()
        self.inner = inner
        terminator = try authority.map { try TLSTerminator($0, to: inner.port) }
        outer.serve { [self] in serve($0, isSecure: false) }
        inner.serve { [self] in serve($0, isSecure: true) }
    }

    package var commands: [Command] { record.withLock(\.commands) }
    package var verbs: [String] { commands.map(\.verb) }
    package var mails: [Mail] { record.withLock(\.mails) }
    /// `user:password` of each that was signed in with.
    package var logins: [String] { record.withLock(\.logins) }
    /// Connections so far, those counted once that became secure.
    package var connectionCount: Int { record.withLock(\.connections) }

    /// Takes no more connections, and lets go of what hangs.
    package func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        outer.stop()
        inner.stop()
        terminator?.stop()
    }

    private func serve(_ connection: Connection, isSecure: Bool) {
        var state = Session(isSecure: isSecure)
        if !isSecure || isSecureAtOnce {
            state.number = record.withLock { record in
                record.connections += 1
                return record.connections
            }
            guard answer(connection, "CONNECT", "", &state, "220 mail.example.org ready") else { return }
        } else {
            state.number = connectionCount
        }
        while let line = connection.line() {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let verb = (words.first ?? "").uppercased()
            let goesOn: Bool
            switch verb {
            case "EHLO":
                let offers = terminator != nil && !state.isSecure ? ["STARTTLS"] : []
                let lines = ["mail.example.org", "SIZE 40000000", "AUTH PLAIN"] + offers + ["8BITMIME"]
                let last = lines.count - 1
                goesOn = answer(
                    connection, verb, line, &state,
                    lines.enumerated().map { "250\($0.offset == last ? " " : "-")\($0.element)" }.joined(separator: "\r\n"))
            case "STARTTLS":
                guard answer(connection, verb, line, &state, "220 go on") else { return }
                // What comes now is TLS; it comes back without as a connection of its own.
                if let terminator { connection.splice(to: terminator.port) }
                return
            case "AUTH": goesOn = signIn(connection, words, line, &state)
            case "MAIL":
                (state.sender, state.recipients) = (line, [])
                goesOn = answer(connection, verb, line, &state, "250 2.1.0 sender ok")
            case "RCPT": goesOn = answer(connection, verb, line, &state, "250 2.1.5 recipient ok")
            case "DATA":
                guard answer(connection, verb, line, &state, "354 go on") else { return }
                guard state.isTaken else {
                    goesOn = true
                    break
                }
                guard let bytes = connection.mail() else { return }
                state.bytes = bytes
                goesOn = answer(connection, "MESSAGE", "", &state, "250 2.0.0 taken as 4711")
            case "QUIT":
                _ = answer(connection, verb, line, &state, "221 2.0.0 bye")
                return
            default: goesOn = answer(connection, verb, line, &state, "502 5.5.2 not known")
            }
            guard goesOn else { return }
        }
    }

    private struct Session {
        var isSecure: Bool
        var number = 0
        var user: String?
        var sender = ""
        var recipients: [String] = []
        var bytes: [UInt8] = []
        /// Whether the last command was answered with a 2xx or 3xx.
        var isTaken = false
    }

    private func signIn(_ connection: Connection, _ words: [String], _ line: String, _ state: inout Session) -> Bool {
        guard connection.write(Array("334 \r\n".utf8)), let reply = connection.line() else { return false }
        let parts = Self.decoded(reply).split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard answer(connection, "AUTH", line, &state, "235 2.7.0 signed in") else { return false }
        if state.isTaken, parts.count == 3 {
            state.user = parts[1]
            let login = "\(parts[1]):\(parts[2])"
            record.withLock { $0.logins.append(login) }
        }
        return true
    }

    /// Answers a command as the script says. False ends the connection.
    private func answer(_ connection: Connection, _ verb: String, _ line: String, _ state: inout Session, _ usual: String) -> Bool {
        let command = Command(verb: verb, line: line, isSecure: state.isSecure, connection: state.number)
        record.withLock { $0.commands.append(command) }
        let bytes: [UInt8]
        switch script(command) {
        case .usual: bytes = Array((usual + "\r\n").utf8)
        case .say(let text): bytes = Array((text + "\r\n").utf8)
        case .raw(let raw): bytes = raw
        case .drop: return false
        case .hang:
            while !isStopped.load(ordering: .acquiring), !connection.hasEnded() {}
            return false
        }
        state.isTaken = bytes.first == UInt8(ascii: "2") || bytes.first == UInt8(ascii: "3")
        if verb == "RCPT", state.isTaken { state.recipients.append(line) }
        if verb == "MESSAGE", state.isTaken {
            let mail = Mail(
                sender: Self.address(state.sender), recipients: state.recipients.map(Self.address), bytes: state.bytes,
                isSecure: state.isSecure, user: state.user)
            // Before it is told: who has the answer finds the mail.
            record.withLock { $0.mails.append(mail) }
        }
        return connection.write(bytes)
    }

    private static func address(_ line: String) -> String {
        guard let from = line.firstIndex(of: "<"), let to = line.firstIndex(of: ">"), from < to else { return "" }
        return String(line[line.index(after: from)..<to])
    }

    private static func decoded(_ text: String) -> [UInt8] {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for letter in text.utf8 {
            guard let value = letters.firstIndex(of: letter) else { continue }
            (bits, count) = (bits << 6 | value, count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return bytes
    }
}

/// A port of 127.0.0.1 whose connections are served on threads of their own.
private final class Listener: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let isStopped = Atomic<Bool>(false)

    init() {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Connection.loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(descriptor, $0, size) == 0 && listen(descriptor, 256) == 0, "no port to listen on")
                getsockname(descriptor, $0, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    func serve(_ body: @escaping @Sendable (Connection) -> Void) {
        Connection.detach { [self] in
            while !isStopped.load(ordering: .acquiring) {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0 else {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    return
                }
                Connection.detach {
                    let connection = Connection(accepted)
                    body(connection)
                    connection.end()
                }
            }
        }
    }

    func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}

/// One connection, read by lines. Thread: its own.
private final class Connection {
    private let descriptor: Int32
    private var unread: [UInt8] = []
    private var start = 0

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func end() { close(descriptor) }

    /// The next line without its end; nil when there are no more.
    func line() -> String? {
        while true {
            if let end = unread[start...].firstIndex(of: 10) {
                var bytes = unread[start..<end]
                start = end + 1
                if bytes.last == 13 { bytes.removeLast() }
                return String(decoding: bytes, as: UTF8.self)
            }
            guard receive() else { return nil }
        }
    }

    /// The lines up to the dot that ends a mail.
    func mail() -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            guard let end = unread[start...].firstIndex(of: 10) else {
                guard receive() else { return nil }
                continue
            }
            var line = unread[start...end]
            start = end + 1
            if line.elementsEqual([46, 13, 10]) { return bytes }
            if line.first == 46 { line.removeFirst() }
            bytes += line
        }
    }

    func write(_ bytes: [UInt8]) -> Bool { Self.write(descriptor, bytes[...]) }

    /// Waits a moment; whether the other side has gone.
    func hasEnded() -> Bool {
        // It says nothing while it waits, so what comes is its end.
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 20) > 0
    }

    /// Passes bytes on to a port and back, until one side ends.
    func splice(to port: UInt16) {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(other) }
        var address = Self.loopback(port)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard isConnected else { return }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        guard start == unread.count else { return }
        while true {
            var polls = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: other, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polls, 2, -1) > 0 || errno == EINTR else { return }
            for (index, ready) in polls.enumerated() where ready.revents != 0 {
                let count = recv(ready.fd, &buffer, buffer.count, 0)
                guard count > 0, Self.write(index == 0 ? other : descriptor, buffer[..<count]) else { return }
            }
        }
    }

    private func receive() -> Bool {
        unread.removeFirst(start)
        start = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread.append(contentsOf: buffer[..<count])
        return true
    }

    private static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBytes { raw in
            var sent = 0
            while sent < raw.count {
                let count = send(descriptor, raw.baseAddress! + sent, raw.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func detach(_ run: @escaping @Sendable () -> Void) {
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
