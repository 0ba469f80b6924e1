import Foundation
import Glibc

/// One `hashinsight serve`.
final class RunningHost: Sendable {
    let port: UInt16
    let process: ChildProcess
    private let installation: Installation

    var base: String { "http://127.0.0.1:\(port)" }
    var client: Client { Client(port: port) }
    var log: String { process.standardError + process.standardOutput }

    init(_ installation: Installation, port: UInt16, arguments: [String], environment: [String: String]) throws {
        self.port = port
        self.installation = installation
        var all = [
            "serve", "--config", installation.config, "--data", installation.data, "--listen", "127.0.0.1:\(port)", "--demo-logins",
            installation.logins,
        ]
        if let url = installation.databaseURL { all += ["--database", url] }
        process = try ChildProcess(
            Product.binary, all + arguments, environment: environment,
            outputPath: "\(installation.folder)/host-\(port)-\(UUID().uuidString.prefix(4))")
    }

    /// Waits until `/health/ready` says so.
    @discardableResult
    func ready() async throws -> RunningHost {
        do {
            try await eventually("the host on port \(port) is ready") {
                if let code = process.exitCode() { throw EndedEarly(code: code) }
                return try await client.get("/health/ready").status == 200 ? true : nil
            }
        } catch {
            // Whoever waits has no host to stop yet.
            await stop()
            throw TestFailure("\(error)\n\(tail)")
        }
        return self
    }

    /// A client that has signed in with its password of the demo.
    func login(_ name: String) async throws -> Client {
        let email = name + "@demo.test"
        return try await client.login(email, try installation.password(email))
    }

    /// The end of the log, for a failure's message.
    var tail: String { log.split(separator: "\n").suffix(25).joined(separator: "\n") }

    /// Ends it as an operator would.
    @discardableResult
    func stop() async -> Int32 { await process.stop() }

    /// Ends it as a power cut would.
    func crash() async {
        process.signal(SIGKILL)
        await process.waitForExit()
    }
}

/// A process that should run has ended.
private struct EndedEarly: Error { let code: Int32 }
