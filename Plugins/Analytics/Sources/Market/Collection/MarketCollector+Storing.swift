import PluginKit

extension MarketCollector {
    /// Writes what a round found, in one transaction, then the history. What is older than the settings keep goes with the day's candles.
    func store(_ values: [MarketValue], _ asked: Asked, gates: MarketGates, now: Timestamp) async throws {
        var calls: [Database.Call] = []
        if !values.isEmpty {
            calls.append(
                Database.Call("market_now_write", Value.json { json in json.array { json in values.forEach { $0.write(to: &json) } } }))
        }
        if let changes = gates.changes { calls.append(Database.Call("sources_write", changes)) }
        if let rows = asked.histories.histories { calls.append(Database.Call("histories_write", rows)) }
        if let rows = asked.histories.rows { calls.append(Database.Call("history_points_write", rows)) }
        if let row = asked.pools.row { calls.append(Database.Call("pools_write", row)) }
        if let row = asked.blocks.row { calls.append(Database.Call("blocks_write", row)) }
        if let rows = asked.candles.rows {
            let oldest = now.adding(seconds: -Double(settings.keepPricesDays) * Double(CandleRound.spanSeconds))
            calls.append(Database.Call("candles_write", rows))
            calls.append(Database.Call("candles_prune", .timestamp(oldest)))
            calls.append(Database.Call("history_points_prune", .timestamp(oldest)))
            calls.append(Database.Call("signals_prune", .timestamp(oldest)))
        }
        _ = try await context.database.batch(calls)
        guard !values.isEmpty else { return }
        var history = RowsBuilder(("metric", .text), ("recorded_at", .timestamp), ("value", .number))
        for value in values { try history.append(.text(value.metric.rawValue), .timestamp(now), .number(value.value)) }
        try await context.database.ingest("market_history", history)
    }

    /// Pages renew themselves, and what no source could tell stands in the log.
    func tell(_ rounds: [FailoverRound], _ values: [MarketValue]) {
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
    func summary(_ rounds: [FailoverRound], _ values: [MarketValue], _ asked: Asked) -> JobSummary {
        JobSummary { json in
            json.field("asked", rounds.count)
            json.field("stored", values.count)
            json.field("candles", asked.candles.candles.count)
            json.field("history_points", asked.histories.points.reduce(0) { $0 + $1.value.count })
            json.array("missing") { json in for round in rounds where round.verdict == nil { json.value(round.metric.rawValue) } }
            json.array("outliers") { json in
                for round in rounds {
                    for source in round.verdict?.outliers ?? [] { json.value("\(round.metric.rawValue): \(source.rawValue)") }
                }
            }
            json.array("failures") { json in
                let lists = [asked.pools.failure, asked.blocks.failure].compactMap(\.self)
                let all = rounds.flatMap(\.failures) + asked.candles.refusals + asked.histories.failures + lists
                for failure in Set(all.map(\.description)).sorted() {
                    json.value(String(failure.prefix(200)))
                }
            }
        }
    }
}
