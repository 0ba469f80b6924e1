import PluginKit

/// The job `sum`: adds up the roll-ups of all tenants in a provider's sight, so that its charts read a row a bucket in place of one a client.
struct FleetSums: Sendable {
    let context: PluginContext

    /// Sums what has become final since the last run. Who sees but itself has nothing to add up: its charts read its own rows.
    func run(_ run: JobRun) async throws -> JobSummary {
        let outcomes = try await context.database.batch(Database.Call("clients"), Database.Call("fleet_sums_last"))
        var written = 0
        if outcomes[0].rows.count > 1 {
            var last: [Int64: Timestamp] = [:]
            for row in outcomes[1].rows { last[try row["step_seconds"]] = try row["bucket"] }
            let now = context.clock.now
            for step in SumStep.all {
                for span in step.spans(after: last[step.seconds], now: now) {
                    written += try await context.database.execute(step.statement, .timestamp(span.from), .timestamp(span.until))
                }
            }
            if written > 0 { try await context.database.execute("fleet_sums_prune") }
        }
        return JobSummary { $0.field("buckets", written) }
    }
}
