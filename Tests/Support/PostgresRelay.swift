import Glibc
internal import Foundation
package import PostgresClient
import Synchronization

/// Stands between a client and a server on a unix socket, and can lose the server's answers: what was asked is done, and nobody is told.
///
/// Thread: any. Connections are served on threads of their own. Ends with ``stop()``.
package final class PostgresRelay: Sendable {
    private let folder: String
    private let listener: Int32
    private let server: PostgresConfiguration
    private let marker = Mutex<[UInt8]?>(nil)
    private let isStopped = Atomic<Bool>(false)
    private let open = Mutex<Set<Int32>>([])

    package struct Failure: Error { let text: String }

    /// - Parameter server: Reached by a folder with its socket.
    package init(to server: PostgresConfiguration) throws {
        self.server = server
        folder = "/tmp/relay-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard mkdir(folder, 0o700) == 0 else { throw Failure(text: "cannot make \(folder)") }
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let isBound = Self.withAddress(folder, port: server.port) { Glibc.bind(listener, $0, $1) == 0 }
        guard isBound, listen(listener, 64) == 0 else { throw Failure(text: "cannot listen in \(folder)") }
        Thread.detachNewThread { [self] in accept() }
    }

    /// As the server is reached, by way of this.
    package var configuration: PostgresConfiguration {
        var configuration = server
        configuration.host = folder
        return configuration
    }

    /// Loses one answer: the next that holds the text, or that a question with the text gets. Its connection is cut.
    package func loseAnswer(about text: String) { marker.withLock { $0 = Array(text.utf8) } }

    /// Whether ``loseAnswer(about:)`` has come to pass.
    package var hasLost: Bool { marker.withLock { $0 == nil } }

    package func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        open.withLock { for descriptor in $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func accept() {
        while !isStopped.load(ordering: .relaxed) {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            Thread.detachNewThread { [self] in serve(client) }
        }
        close(listener)
    }

    private func serve(_ client: Int32) {
        let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        open.withLock { $0.formUnion([client, upstream]) }
        defer {
            open.withLock { $0.subtract([client, upstream]) }
            close(client)
            close(upstream)
        }
        guard !isStopped.load(ordering: .relaxed),
            Self.withAddress(server.host, port: server.port, { Glibc.connect(upstream, $0, $1) == 0 })
        else { return }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var isAsked = false
        var waits = [pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: upstream, events: Int16(POLLIN), revents: 0)]
        while poll(&waits, 2, -1) > 0 {
            for (from, to) in [(0, upstream), (1, client)] where waits[from].revents != 0 {
                let count = recv(waits[from].fd, &chunk, chunk.count, 0)
                guard count > 0 else { return }
                let isAbout = marker.withLock { $0.map { chunk[..<count].contains($0) } ?? false }
                if from == 0 { isAsked = isAsked || isAbout }
                if from == 1, isAbout || isAsked {
                    marker.withLock { $0 = nil }
                    return
                }
                guard send(to, chunk, count, Int32(MSG_NOSIGNAL)) == count else { return }
            }
        }
    }

    private static func withAddress(_ folder: String, port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("\(folder)/.s.PGSQL.\(port)".utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
