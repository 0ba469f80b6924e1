import Foundation

/// PostgreSQL's own programs, run as the cluster's owner.
struct ClusterTools: Sendable {
    let directory: String
    let owner: ClusterOwner

    /// The PostgreSQL that made the cluster, or for a new one the newest from 15 on: Debian's folders first, then what is on the path.
    static func find(for layout: ClusterLayout, owner: ClusterOwner) throws(PrivateClusterError) -> ClusterTools {
        let files = FileManager.default
        func folder(_ version: Int) -> String { "/usr/lib/postgresql/\(version)/bin" }
        let versions = ((try? files.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []).compactMap(Int.init)
            .filter { $0 >= 15 && files.isExecutableFile(atPath: folder($0) + "/postgres") }.sorted(by: >)
        if let made = layout.madeByVersion, let newest = versions.first {
            guard versions.contains(made) else {
                throw PrivateClusterError(
                    code: .version,
                    message:
                        "\(layout.clusterDirectory) was made by PostgreSQL \(made), and \(newest) is installed: apt-get install postgresql-\(made), or bring the cluster over with pg_upgrade"
                )
            }
            return ClusterTools(directory: folder(made), owner: owner)
        }
        if let newest = versions.first { return ClusterTools(directory: folder(newest), owner: owner) }
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
    /// - Parameters:
    ///   - failing: Whether an exit code other than 0 is thrown.
    ///   - processMemoryBytes: What the program and each process that it leaves behind may take of memory of its own: one that asks for more is
    ///     refused it, which PostgreSQL tells as an error of the statement. A lower limit that is there already stays.
    @discardableResult
    func run(_ program: String, _ arguments: [String], input: String? = nil, failing: Bool = true, processMemoryBytes: Int? = nil)
        async throws -> ToolProcess.Output
    {
        var command = [directory + "/" + program] + arguments
        if let processMemoryBytes {
            command = ["/bin/sh", "-c", "ulimit -d \(processMemoryBytes >> 10) 2>/dev/null; exec \"$0\" \"$@\""] + command
        }
        if owner.needsSwitch {
            command = ["/usr/bin/setpriv", "--reuid", "\(owner.userId)", "--regid", "\(owner.groupId)", "--clear-groups", "--"] + command
        }
        let output = try await ToolProcess.run(command, input: input)
        guard output.exitCode == 0 || !failing else {
            throw PrivateClusterError(
                code: .tool, message: "\(program) ended with code \(output.exitCode): \(output.text.suffix(1_000))")
        }
        return output
    }
}
