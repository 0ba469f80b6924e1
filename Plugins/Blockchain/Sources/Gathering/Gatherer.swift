import PluginKit

/// Finds what other plugins have written that the tenant wants notarized.
struct Gatherer: Sendable {
    let context: PluginContext
    let settings: BlockchainSettings
    // Each run takes so many of a kind; a long past is gathered over several.
    private static let recordsAtOnce: Int64 = 50

    /// Stores what is new; gives how many records.
    func gather() async throws -> Int {
        let store = RecordStore(context: context)
        var count = 0
        for (isWanted, kind, statement) in [
            (settings.invoices, GatheredKind.invoice, "invoices_new"), (settings.curtailment, .curtailment, "curtailments_new"),
            (settings.telemetry, .telemetry, "telemetry_new"),
        ] where isWanted {
            let rows = try await context.database.query(statement, .integer(kind == .telemetry ? 4 : Self.recordsAtOnce))
            count += try await store.add(
                rows.map { NewRecord(kind: kind.rawValue, id: try $0["record_id"], body: Array((try $0["body"] as String).utf8)) })
        }
        return count
    }
}
