import Foundation
import Testing

extension Installation {
    /// What a command of `plugins` prints for programs; it is to succeed.
    func plugins(_ arguments: String...) async throws -> JSON {
        var all = ["plugins"] + arguments + ["--json", "--config", config, "--data", data]
        if let databaseURL { all += ["--database", databaseURL] }
        let outcome = try await Product.run(all)
        guard outcome.exitCode == 0 else { throw TestFailure("\(arguments.joined(separator: " ")): \(outcome.talk)") }
        return JSON(parsing: Data(outcome.output.utf8))
    }

    /// Starts a host for as long as the body takes, whatever comes of it.
    func running(_ body: (RunningHost) async throws -> Void) async throws {
        let host = try start()
        do {
            try await host.ready()
            try await body(host)
        } catch {
            await host.stop()
            throw TestFailure("\(error)\n\(host.tail)")
        }
        #expect(await host.stop() == 0)
    }
}
