import Foundation

/// What was built, beside the test bundle.
enum Product {
    static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    static let binary = folder + "/hashinsight"
    /// The checkout, for sources that a test compiles.
    static let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/").replacing("//", with: "/")

    /// A bundle: `Hosting`, `Greeter`, `Counter`.
    static func bundle(_ name: String) -> String { "\(folder)/\(name).plugin" }

    /// The outcome of one command of the command line.
    struct Outcome: Sendable {
        let exitCode: Int32
        let output: String
        let talk: String
    }

    /// Runs `hashinsight` to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], patience: Duration = .seconds(90)
    ) async throws -> Outcome {
        try await run(binary, arguments, environment: environment, patience: patience)
    }

    /// Runs a program to its end; one that has none within the patience is killed.
    static func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], patience: Duration = .seconds(90)
    ) async throws -> Outcome {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("command-\(UUID().uuidString)").path
        defer { for ending in [".out", ".err"] { try? FileManager.default.removeItem(atPath: path + ending) } }
        let process = try ChildProcess(executable, arguments, environment: environment, outputPath: path)
        let code = await process.waitForExit(patience: patience)
        return Outcome(exitCode: code, output: process.standardOutput, talk: process.standardError)
    }
}
