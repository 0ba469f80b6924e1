import HostData
import HostPlugins

/// What `doctor` says of what holds plugins' statements in the database.
enum StatementFindings {
    static func read(_ connection: HostConnection) async -> [Doctor.Finding] {
        var findings: [Doctor.Finding] = []
        do {
            let missing = try await PluginSchema.missingDiskLimit(connection.database.host)
            findings.append(
                Doctor.Finding(
                    what: "temporary files of statements", state: missing == nil ? .fine : .warning,
                    detail: missing ?? "\(StatementLimits.diskBytes >> 20) MiB for a statement of a plugin"))
        } catch {
            findings.append(Doctor.Finding(what: "temporary files of statements", state: .warning, detail: "not known: \(error)"))
        }
        findings.append(memory(connection.cluster))
        return findings
    }

    private static func memory(_ cluster: PrivateCluster?) -> Doctor.Finding {
        let what = "memory of statements"
        let wanted = "\(StatementLimits.memoryBytes >> 20)M"
        guard let cluster else {
            return Doctor.Finding(
                what: what, state: .warning,
                detail:
                    "the database does not tell what a process of its may take; so that no statement takes the server's memory, give PostgreSQL's unit LimitDATA=\(wanted)"
            )
        }
        guard let bytes = cluster.memoryLimitBytes() else {
            return Doctor.Finding(
                what: what, state: .warning,
                detail:
                    "the server runs without the host's limit of \(wanted) for a process: stop every host that uses it, then start again")
        }
        return Doctor.Finding(what: what, state: .fine, detail: "\(bytes >> 20) MiB for a process of the server")
    }
}
