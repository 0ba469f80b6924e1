import PluginKit

/// What is known of the stored daily candles without reading them: whatever is computed of them changes with it.
struct CandleGround: Sendable {
    /// Nil without a candle.
    let age: CandleAge?
    /// How many there are.
    let days: Int64
    /// Names these candles and no others, for a key.
    let key: String

    /// Asks for the newest and how many there are.
    static func read(_ context: PluginContext) async throws -> CandleGround {
        let row = try await context.database.query("candles_newest", .integer(CandleRound.spanSeconds)).one()
        return CandleGround(newest: try row.timestamp("opened_at"), days: try row["days"], now: context.clock.now)
    }

    init(newest: Timestamp?, days: Int64, now: Timestamp) {
        self.days = days
        age = newest.map { CandleAge(newestOpenedAt: $0, now: now) }
        // Whether they are stale stands in answers too, and changes with the hour.
        key = "\(newest?.unixMicros ?? 0) \(days)" + (age?.isStale == true ? " stale" : "")
    }
}
