import HostData
import PostgresClient

/// What `doctor` says of how the database is kept.
enum DatabaseFindings {
    static func read(_ connection: HostConnection) async -> [Doctor.Finding] {
        let what = "the database's keeping"
        let survey = DatabaseSurvey(pool: connection.database.host, cluster: connection.cluster)
        do throws(PostgresError) {
            let figures = try await survey.read()
            return [Doctor.Finding(what: what, state: .fine, detail: summary(figures))]
                + DatabaseTrouble.found(in: figures).map { Doctor.Finding(what: what, state: .warning, detail: $0.description) }
        } catch {
            return [Doctor.Finding(what: what, state: .warning, detail: "not known: \(error)")]
        }
    }

    private static func summary(_ figures: DatabaseFigures) -> String {
        var parts = ["\(figures.bytes >> 20) MiB", "\(figures.connections) of \(figures.connectionLimit) connections"]
        if let ratio = figures.cacheHitRatio { parts.append("\((ratio * 1_000).rounded() / 10) % of its blocks from its cache") }
        parts.append("ids \(max(figures.oldestId.transactions, figures.oldestId.multixacts)) transactions old")
        parts.append("oldest transaction \(Int(figures.oldestTransaction?.seconds ?? 0)) s")
        if figures.hiddenSessions > 0 {
            let count = figures.hiddenSessions
            parts.append("the times of \(count) sessions of other roles hidden until the host's role is granted pg_read_all_stats")
        }
        parts.append(figures.disk.map { "\($0.freeBytes >> 20) MiB of its disk free" } ?? "the room on its disk is not told")
        return parts.joined(separator: ", ")
    }
}
