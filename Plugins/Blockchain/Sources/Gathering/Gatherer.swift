import PluginKit

/// Finds what other plugins have written that the tenant wants notarized.
struct Gatherer: Sendable {
    let context: PluginContext
    let settings: BlockchainSettings
    // Each run takes so many of a kind; a long past is gathered over several.
    private static let recordsAtOnce: Int64 = 50
    // Some 5 MB of tables.
    private static let reductionsAtOnce: Int64 = 50_000
    private static let daysAtOnce = 4
    // Days are counted from today; those of the last weeks are looked at in each run, older ones in steps, as far back as they are kept.
    private static let firstOldDay: Int64 = 32
    private static let lastOldDay: Int64 = 3_650
    private static let daysOfStep: Int64 = 90

    struct Outcome: Sendable {
        /// Records that are new.
        var count = 0
        /// Why something of a kind was not gathered, for a person.
        var problem: String?
    }

    /// Stores what is new. A kind that cannot be gathered keeps back none of the others.
    func gather() async throws -> Outcome {
        var outcome = Outcome()
        for (isWanted, kind, gather) in [
            (settings.invoices, GatheredKind.invoice, gatherInvoices), (settings.curtailment, .curtailment, gatherCurtailments),
            (settings.telemetry, .telemetry, gatherTelemetry),
        ] where isWanted {
            do {
                outcome.count += try await gather()
            } catch let error as PluginError where error.code != .cancelled {
                context.log.warning("Records of the kind \(kind.rawValue) were not gathered: \(error.message)")
                outcome.problem = "\(kind.rawValue): \(error.message)"
            }
        }
        return outcome
    }

    private func gatherInvoices() async throws -> Int {
        try await add(try await context.database.query("invoices_new", .integer(Self.recordsAtOnce)), .invoice)
    }

    /// What ended since the last look, and how far that looked, once its records are stored.
    private func gatherCurtailments() async throws -> Int {
        let rows = try await context.database.query(
            "curtailments_new", .integer(Self.reductionsAtOnce), .integer(Self.recordsAtOnce))
        let count = try await add(rows.filter { try $0["record_id"] as String? != nil }, .curtailment)
        if let reached = try rows.first?["ended_until_micros"] as Int64? {
            try await context.database.execute("curtailment_walk_write", .integer(reached))
        }
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

    private func add(_ rows: some Sequence<Row>, _ kind: GatheredKind) async throws -> Int {
        try await RecordStore(context: context).add(
            rows.map { NewRecord(kind: kind.rawValue, id: try $0["record_id"], body: Array((try $0["body"] as String).utf8)) })
    }
}
