import Foundation

/// The repository that the tests were built from, and folders to try things in.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardizedFileURL
        .path

    /// Runs `body` with a new folder, which PostgreSQL's user can enter, and removes it.
    static func withFolder<T>(_ body: (String) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("authors-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }

    /// Where `hashinsight` and the compilers are found.
    static var environment: [String: String] {
        let own = ProcessInfo.processInfo.environment
        return ["PATH": "\(Product.folder):\(own["PATH"] ?? "/usr/bin:/bin")", "HOME": own["HOME"] ?? "/tmp"]
    }

    /// Runs a shell command to its end in a folder, with `hashinsight` on the path; output and talk together.
    static func shell(_ command: String, in folder: String, patience: Duration = .seconds(300)) async throws -> (
        code: Int32, output: String
    ) {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("shell-\(UUID().uuidString)").path
        defer { for ending in [".out", ".err"] { try? FileManager.default.removeItem(atPath: path + ending) } }
        let process = try ChildProcess("/bin/sh", ["-c", "cd '\(folder)' && \(command)"], environment: environment, outputPath: path)
        let code = await process.waitForExit(patience: patience)
        return (code, process.standardOutput + process.standardError)
    }
}
