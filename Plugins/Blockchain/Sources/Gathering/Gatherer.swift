import PluginKit

/// Finds what other plugins have written that the tenant wants notarized.
struct Gatherer: Sendable {
    let context: PluginContext
    let settings: BlockchainSettings
    // Each run takes so many of a kind; a long past is gathered over several.
    private static let recordsAtOnce: Int64 = 50
    private static let daysAtOnce = 4
    // Days are counted from today; those of the last weeks are looked at in each run, older ones in steps, as far back as they are kept.
    private static let firstOldDay: Int64 = 32
    private static let lastOldDay: Int64 = 3_650
    private static let daysOfStep: Int64 = 90

    /// Stores what is new; gives how many records.
    func gather() async throws -> Int {
        var count = 0
        for (isWanted, kind, statement) in [
            (settings.invoices, GatheredKind.invoice, "invoices_new"), (settings.curtailment, .curtailment, "curtailments_new"),
        ] where isWanted {
            let rows = try await context.database.query(statement, .integer(Self.recordsAtOnce))
            count += try await add(rows, kind)
        }
        if settings.telemetry { count += try await gatherTelemetry() }
        return count
    }

    /// Days of the last weeks, then those of one part of the past, which goes on with the next part once nothing is missing in it.
    private func gatherTelemetry() async throws -> Int {
        let recent = try await days(1...(Self.firstOldDay - 1), atMost: Self.daysAtOnce)
        var count = try await add(recent, .telemetry)
        guard recent.count < Self.daysAtOnce else { return count }
        let first: Int64 = try await context.database.query("telemetry_walk").first.map { try $0["days_back"] } ?? Self.firstOldDay
        let old = try await days(first...(first + Self.daysOfStep - 1), atMost: Self.daysAtOnce - recent.count)
        guard old.isEmpty else {
            count += try await add(old, .telemetry)
            return count
        }
        let next = first + Self.daysOfStep
        _ = try await context.database.execute("telemetry_walk_write", .integer(next > Self.lastOldDay ? Self.firstOldDay : next))
        return count
    }

    private func days(_ back: ClosedRange<Int64>, atMost limit: Int) async throws -> Rows {
        try await context.database.query(
            "telemetry_new", .integer(Int64(limit)), .integer(back.lowerBound), .integer(back.upperBound))
    }

    private func add(_ rows: Rows, _ kind: GatheredKind) async throws -> Int {
        try await RecordStore(context: context).add(
            rows.map { NewRecord(kind: kind.rawValue, id: try $0["record_id"], body: Array((try $0["body"] as String).utf8)) })
    }
}
