import Foundation

/// PostgreSQL's own programs, run as the cluster's owner.
struct ClusterTools: Sendable {
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
    func run(_ program: String, _ arguments: [String], input: String? = nil, failing: Bool = true) async throws -> ToolProcess.Output {
        var command = [directory + "/" + program] + arguments
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
