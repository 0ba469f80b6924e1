import Foundation

/// PostgreSQL's own programs, run as the cluster's owner.
struct ClusterTools: Sendable {
    struct Output: Sendable {
        let exitCode: Int32
        let text: String
    }

    let directory: String
    let owner: ClusterOwner

    /// The newest PostgreSQL from 15 on: Debian's folders first, then the one whose `pg_ctl` is on the path.
    static func find() throws(PrivateClusterError) -> ClusterTools {
        let owner = try ClusterOwner.find()
        let files = FileManager.default
        let versions = ((try? files.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []).compactMap(Int.init).filter { $0 >= 15 }
        for version in versions.sorted(by: >) {
            let directory = "/usr/lib/postgresql/\(version)/bin"
            if files.isExecutableFile(atPath: directory + "/postgres") { return ClusterTools(directory: directory, owner: owner) }
        }
        for directory in (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init) {
            let path = directory + "/postgres"
            if files.isExecutableFile(atPath: path) && files.isExecutableFile(atPath: directory + "/initdb") {
                return ClusterTools(directory: directory, owner: owner)
            }
        }
        throw PrivateClusterError(
            code: .toolsMissing,
            message: "no DATABASE_URL is set and PostgreSQL 15 or newer is not installed: apt-get install postgresql, or set DATABASE_URL")
    }

    /// Runs one program to its end, away from the cooperative pool.
    ///
    /// - Parameter failing: Whether an exit code other than 0 is thrown.
    @discardableResult
    func run(_ program: String, _ arguments: [String], input: String? = nil, failing: Bool = true) async throws -> Output {
        let output = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try runBlocking(program, arguments, input) }) }
        }
        guard output.exitCode == 0 || !failing else {
            throw PrivateClusterError(
                code: .tool, message: "\(program) ended with code \(output.exitCode): \(output.text.suffix(1_000))")
        }
        return output
    }

    private func runBlocking(_ program: String, _ arguments: [String], _ input: String?) throws -> Output {
        let process = Process()
        let path = directory + "/" + program
        if owner.needsSwitch {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
            process.arguments = ["--reuid", "\(owner.userId)", "--regid", "\(owner.groupId)", "--clear-groups", "--", path] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
        }
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        // A file, not a pipe: the postmaster inherits it and would hold a pipe open for as long as it runs.
        let capture = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-\(UUID().uuidString).out")
        try Data().write(to: capture)
        defer { try? FileManager.default.removeItem(at: capture) }
        let sink = try FileHandle(forWritingTo: capture)
        process.standardOutput = sink
        process.standardError = sink
        let source = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : source
        try process.run()
        if let input {
            try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try source.fileHandleForWriting.close()
        }
        process.waitUntilExit()
        try sink.close()
        let text = String(decoding: (try? Data(contentsOf: capture)) ?? Data(), as: UTF8.self)
        return Output(exitCode: process.terminationStatus, text: text)
    }
}
