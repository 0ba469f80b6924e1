import PluginKit

extension MarketCollector {
    /// What the database took of a round's answers, and what it refused.
    struct Stored: Sendable {
        private(set) var answers: [AnswerRows] = []
        private(set) var refusals: [ProviderFailure] = []
        /// That those were asked in vain whose answers were refused.
        private(set) var inVain: [Database.Call] = []

        mutating func take(_ rows: AnswerRows) { answers.append(rows) }

        mutating func refuse(_ rows: AnswerRows, _ failure: ProviderFailure) {
            refusals.append(failure)
            if let call = rows.inVain { inVain.append(call) }
        }

        /// How many were stored of what one kind of answer has.
        func count(_ content: AnswerRows.Content) -> Int { answers.reduce(0) { $0 + ($1.content == content ? $1.count : 0) } }
    }

    /// Writes each answer in a transaction of its own, so that what the database refuses of one provider is counted against that one and takes
    /// nothing else with it. Throws where the database is away.
    func store(_ asked: Asked) async throws -> Stored {
        var stored = Stored()
        for rows in asked.answers {
            do throws(PluginError) {
                _ = try await context.database.batch(rows.calls)
                stored.take(rows)
            } catch {
                guard let refusal = rows.refusal(error) else { throw error }
                context.log.warning("\(refusal)")
                stored.refuse(rows, refusal)
            }
        }
        return stored
    }

    /// Writes values and gates in one transaction, then the history. What is older than the settings keep goes with the day's candles.
    func store(_ values: [MarketValue], gates: MarketGates, after stored: Stored, now: Timestamp) async throws {
        var calls = stored.inVain
        if !values.isEmpty {
            calls.append(
                Database.Call("market_now_write", Value.json { json in json.array { json in values.forEach { $0.write(to: &json) } } }))
        }
        if let changes = gates.changes { calls.append(Database.Call("sources_write", changes)) }
        if stored.count(.candles) > 0 {
            let oldest = now.adding(seconds: -Double(settings.keepPricesDays) * Double(CandleRound.spanSeconds))
            for statement in ["candles_prune", "history_points_prune", "signals_prune"] {
                calls.append(Database.Call(statement, .timestamp(oldest)))
            }
        }
        _ = try await context.database.batch(calls)
        guard !values.isEmpty else { return }
        var history = RowsBuilder(("metric", .text), ("recorded_at", .timestamp), ("value", .number))
        for value in values { try history.append(.text(value.metric.rawValue), .timestamp(now), .number(value.value)) }
        try await context.database.ingest("market_history", history)
    }

    /// Pages renew themselves, and what no source could tell stands in the log.
    func tell(_ rounds: [FailoverRound], _ values: [MarketValue], _ candles: CandleRound) {
        for refusal in candles.refusals { context.log.warning("Candles are not believed: \(refusal)") }
        for round in rounds where round.verdict == nil {
            let reasons = round.failures.map(\.description).joined(separator: "; ")
            context.log.warning("No source has \(round.metric.rawValue): \(reasons.isEmpty ? "they contradict each other" : reasons)")
        }
        context.metrics.set("market_values", Double(values.count))
        context.metrics.set("market_metrics_missing", Double(rounds.count { $0.verdict == nil }))
        guard !values.isEmpty else { return }
        try? context.events.publish("market") { json in
            json.array("metrics") { json in for value in values { json.value(value.metric.rawValue) } }
        }
    }

    /// What the run leaves in the history of runs.
    func summary(_ rounds: [FailoverRound], _ values: [MarketValue], _ asked: Asked, _ stored: Stored) -> JobSummary {
        JobSummary { json in
            json.field("asked", rounds.count)
            json.field("stored", values.count)
            json.field("candles", stored.count(.candles))
            // Days that no other exchange has confirmed.
            json.field("candles_alone", asked.candles.days.count { $0.agreeing == 1 })
            json.field("history_points", stored.count(.history))
            json.array("missing") { json in for round in rounds where round.verdict == nil { json.value(round.metric.rawValue) } }
            json.array("outliers") { json in
                for round in rounds {
                    for source in round.verdict?.outliers ?? [] { json.value("\(round.metric.rawValue): \(source.rawValue)") }
                }
            }
            json.array("failures") { json in
                let lists = [asked.pools.failure, asked.blocks.failure].compactMap(\.self)
                let all = rounds.flatMap(\.failures) + asked.candles.refusals + asked.histories.failures + lists + stored.refusals
                for failure in Set(all.map(\.description)).sorted() {
                    json.value(String(failure.prefix(200)))
                }
            }
        }
    }
}
