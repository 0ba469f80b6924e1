import Foundation
import Synchronization

@testable import HostCache

/// A Redis of a test's own, on a socket in a folder of its own. It ends with `stop()`, or with the test's process.
final class TestRedis: Sendable {
    struct Failure: Error { let text: String }

    private struct Running: @unchecked Sendable {
        // A Process may be asked from any thread; nothing else of it is used. So @unchecked Sendable holds.
        let process: Process
        let lifeline: Pipe
        let id: pid_t
    }

    private let folder: String
    private let options: [String]
    private let running = Mutex<Running?>(nil)

    /// - Parameter options: More of redis-server's, such as `--requirepass`.
    init(_ options: [String] = []) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hashinsight-redis-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.options = options
        try await start()
    }

    var socket: String { "\(folder)/redis.sock" }
    var address: RedisAddress { RedisAddress(way: .socket(path: socket)) }

    /// Starts it, and returns once it listens.
    func start() async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let script = #"redis-server "$@" >/dev/null 2>&1 </dev/null & echo $!; cat >/dev/null; kill -KILL $! 2>/dev/null"#
        process.arguments =
            ["-c", script, "sh", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder] + options
        let (lifeline, output) = (Pipe(), Pipe())
        process.standardInput = lifeline
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let id = pid_t(said.prefix { $0.isNumber }) else {
            throw Failure(text: "redis-server does not start; install the package redis-server")
        }
        running.withLock { $0 = Running(process: process, lifeline: lifeline, id: id) }
        try await eventually("redis-server listens") {
            guard let link = try? RedisLink(self.address, timeoutMillis: 200) else { return false }
            return link.isIdle
        }
    }

    /// Ends it at once, as `kill -9` does; its socket stays behind.
    func kill() {
        guard let id = running.withLock({ $0?.id }) else { return }
        Glibc.kill(id, SIGKILL)
    }

    /// Stops it from answering, and lets it go on.
    func pause() { if let id = running.withLock({ $0?.id }) { Glibc.kill(id, SIGSTOP) } }
    func resume() { if let id = running.withLock({ $0?.id }) { Glibc.kill(id, SIGCONT) } }

    func stop() {
        kill()
        running.withLock { running in
            try? running?.lifeline.fileHandleForWriting.close()
            running?.process.waitUntilExit()
            running = nil
        }
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// Waits until something holds. A test's time limit ends a wait that never does; this tells which.
func eventually(_ what: String, _ condition: @Sendable () async -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !(await condition()) {
        guard ContinuousClock.now < deadline else { throw TestRedis.Failure(text: "never came about: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
