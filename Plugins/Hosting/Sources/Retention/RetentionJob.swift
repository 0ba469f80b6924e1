import PluginKit

/// The job `prune`: once a day it deletes what lies further back than the settings keep, some at a time so that nobody waits for it.
struct RetentionJob: Sendable {
    let settings: HostingSettings
    let context: PluginContext

    private static let rowsAtOnce: Int64 = 5_000
    /// A quarter of a million rows, more than a day brings to any table; what a first run leaves goes with the next.
    private static let mostRounds = 50

    /// Throws `PluginError` of the database, and when the run is cancelled or its time is over; what is left goes with the next.
    func run(_ run: JobRun) async throws -> JobSummary {
        let now = context.clock.now
        var deleted: [(name: String, rows: Int)] = []
        for table in RetainedTable.all(settings) {
            deleted.append((table.name, try await prune(table, before: table.cutoff(at: now))))
        }
        deleted.append(("sleepless_miners", try await context.database.execute("sleepless_prune")))
        return JobSummary { json in
            for (name, rows) in deleted { json.field(name, rows) }
        }
    }

    private func prune(_ table: RetainedTable, before cutoff: Timestamp) async throws -> Int {
        let most = Int(RetentionJob.rowsAtOnce)
        for round in 0..<RetentionJob.mostRounds {
            try Task.checkCancellation()
            let gone = try await context.database.execute(table.statement, .timestamp(cutoff), .integer(RetentionJob.rowsAtOnce))
            guard gone >= most else { return round * most + max(0, gone) }
        }
        return RetentionJob.mostRounds * most
    }
}
