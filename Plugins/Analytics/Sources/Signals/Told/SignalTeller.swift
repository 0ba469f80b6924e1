import PluginKit

/// The job `tell_signals`: when a newer candle is believed, stores what the rules tell of it and tells whoever listens.
struct SignalTeller: Sendable {
    /// The series that is told of.
    static let series = MarketMetric.priceUSD.rawValue

    let context: PluginContext

    /// One run.
    func run() async throws -> JobSummary {
        let key = [Value.text(Self.series), .integer(CandleRound.spanSeconds)]
        let outcomes = try await context.database.batch(
            Database.Call("candles_newest", .integer(CandleRound.spanSeconds)), Database.Call("signals_newest", parameters: key))
        let told = try outcomes[1].rows.first?.timestamp("opened_at")
        guard let newest = try outcomes[0].rows.first?.timestamp("opened_at"), told.map({ $0 < newest }) ?? true else {
            return JobSummary { $0.field("told", false) }
        }
        let candles = try await CandleSeries.read(context, days: Int64(SignalRecord.correctableDays))
        guard let oldest = candles.openedAt.suffix(SignalRecord.correctableDays).first else {
            return JobSummary { $0.field("told", false) }
        }
        let known = try await context.database.batch(Database.Call("signals_recent", parameters: key + [.timestamp(oldest)]))
        let record = try SignalRecord(known[0].rows)
        let additions = record.additions(TechnicalAnalysis(candles), now: context.clock.now)
        guard let last = additions.last, last.revision == 1 else {
            return JobSummary { json in
                json.field("told", false)
                json.field("reason", "There are \(candles.count) daily candles, too few for the rules.")
            }
        }
        _ = try await context.database.execute(
            "signals_write", Value.json { json in json.array { json in additions.forEach { $0.write(to: &json) } } })
        tell(last)
        return JobSummary { json in
            json.field("told", true)
            json.field("direction", last.said.direction.word)
            json.field("corrected", additions.count - 1)
        }
    }

    private func tell(_ told: ToldSignal) {
        try? context.events.publish("signal") { json in
            json.field("as_of", CandleRound.closing(ofOpening: told.openedAt))
            json.field("direction", told.said.direction.word)
            json.field("score", told.said.score)
        }
    }
}
