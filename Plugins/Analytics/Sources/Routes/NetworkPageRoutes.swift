import PluginKit

/// `/analytics/network`: price and network now and over a year, each with its source and age, and how the providers do.
struct NetworkPageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("network_page", page)
        Route("network_part", part)
    }

    private static let adjustmentsShown: Int64 = 13
    private static let poolsShown = 12

    private static let now = [Database.Call("market_now"), Database.Call("sources_now")]

    /// What is true now, which the page renews.
    @Sendable private func part(_ request: Request) async throws -> Response {
        let outcomes = try await context.database.batch(Self.now)
        let now = context.clock.now
        return try .page("network_now", title: "network.title") { try Self.write(outcomes, now: now, to: &$0) }
    }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let now = context.clock.now
        let adjustments = Database.Call(
            "history_points", .text(MarketHistory.adjustments.rawValue), .timestamp(now.adding(seconds: -400 * 86_400)),
            .integer(Self.adjustmentsShown))
        let outcomes = try await context.database.batch(
            Self.now + [Database.Call("histories_now"), adjustments, Database.Call("pools_now"), Database.Call("blocks_now")])
        let pools = try PoolsRound(outcomes[4].rows, now: now)
        let blocks = try BlocksRound(outcomes[5].rows, now: now)
        let known = try HistoryRound.known(outcomes[2].rows)
        return try .page("network", title: "network.title") { json in
            try Self.write(outcomes, now: now, to: &json)
            json.array("histories") { json in
                for history in MarketHistory.allCases where history != .adjustments && known[history]?.collectedAt != nil {
                    json.object { Self.write(history, known[history], now: now, to: &$0) }
                }
            }
            if !blocks.blocks.isEmpty { json.object("blocks") { Self.write(blocks, to: &$0) } }
            if pools.pools != nil { json.object("pools") { Self.write(pools, to: &$0) } }
            guard known[.adjustments]?.collectedAt != nil else { return }
            try json.object("adjustments") { json in
                Self.write(.adjustments, known[.adjustments], now: now, to: &json)
                try json.array("items") { json in
                    for row in outcomes[3].rows.reversed() { try json.object { try Self.write(adjustment: row, to: &$0) } }
                }
            }
        }
    }

    private static func write(_ outcomes: [Database.Outcome], now: Timestamp, to json: inout JSONWriter) throws {
        let values = try MarketValue.all(outcomes[0].rows)
        let gates = try MarketGates(outcomes[1].rows, now: now)
        json.field("has_values", !values.isEmpty)
        json.array("values") { json in
            for metric in MarketMetric.allCases { if let value = values[metric] { write(value, now: now, to: &json) } }
        }
        json.array("sources") { json in for source in MarketSource.allCases { json.object { write(gates[source], to: &$0) } } }
    }

    private static func write(_ history: MarketHistory, _ known: HistoryRound.Known?, now: Timestamp, to json: inout JSONWriter) {
        let metric = history.metric
        json.field("is_\(metric.rawValue)", true)
        json.field("series", history.rawValue)
        json.field("unit", metric == .priceUSD ? "USD" : metric == .networkHashrateEHs ? "EH/s" : metric == .feeSharePercent ? "%" : "")
        json.field("digits", metric == .feeSharePercent ? 2 : 0)
        json.field("source", history.query.source.title)
        if let at = known?.collectedAt { DisplayTime.write("collected", at, to: &json) }
        json.field("is_stale", known?.isStale(now: now) ?? true)
    }

    private static func write(_ round: PoolsRound, to json: inout JSONWriter) {
        guard let pools = round.pools else { return }
        json.field("source", PoolsRound.query.source.title)
        if let at = round.known?.collectedAt { DisplayTime.write("collected", at, to: &json) }
        json.field("is_stale", round.isStale)
        json.array("items") { json in
            for pool in pools.pools.prefix(poolsShown) {
                json.object { json in
                    json.field("name", pool.name)
                    write(pool.blocks, of: pools, to: &json)
                }
            }
            let others = pools.otherBlocks(beyond: poolsShown)
            guard others > 0 else { return }
            json.object { json in
                json.field("is_others", true)
                write(others, of: pools, to: &json)
            }
        }
    }

    private static func write(_ blocks: Int64, of pools: MiningPools, to json: inout JSONWriter) {
        json.field("blocks", DisplayNumber.text(Double(blocks), 0))
        json.field("share", DisplayNumber.text(pools.sharePercent(blocks), 1))
        let hashrate = DisplayNumber.metric(.networkHashrateEHs, pools.hashrateEHs(blocks))
        json.field("hashrate", "\(hashrate.value) \(hashrate.unit)")
    }

    private static func write(adjustment row: Row, to json: inout JSONWriter) throws {
        let at: Timestamp = try row["recorded_at"]
        json.field("day", String(at.rfc3339.prefix(10)))
        json.field("height", DisplayNumber.text(Double(try row.integer("height") ?? 0), 0))
        let shown = DisplayNumber.metric(.difficulty, try row["value"])
        json.field("difficulty", "\(shown.value) \(shown.unit)")
        json.field("change", DisplayNumber.metric(.retargetChangePercent, try row.number("change_percent") ?? 0).value)
    }

    private static func write(_ value: MarketValue, now: Timestamp, to json: inout JSONWriter) {
        json.object { json in
            let shown = DisplayNumber.metric(value.metric, value.value)
            json.field("is_\(value.metric.rawValue)", true)
            json.field("metric", value.metric.rawValue)
            json.field("value", shown.value)
            json.field("unit", shown.unit)
            json.field("source", MarketSource(rawValue: value.source)?.title ?? value.source)
            json.field("recorded_at", value.recordedAt)
            json.field("recorded_text", DisplayTime.text(value.recordedAt))
            json.field("agreeing", value.agreeing)
            json.field("is_alone", value.agreeing < 2 && value.metric.wantedSources > 1)
            json.field("is_stale", Staleness.isStale(value.metric, recordedAt: value.recordedAt, now: now))
            if !value.outliers.isEmpty {
                json.field("doubted", value.outliers.map { MarketSource(rawValue: $0)?.title ?? $0 }.joined(separator: ", "))
            }
        }
    }

    private static func write(_ gate: SourceGate, to json: inout JSONWriter) {
        json.field("source", gate.source.rawValue)
        json.field("name", gate.source.title)
        let isResting = gate.breaker.state != .closed
        json.field("is_resting", isResting)
        json.field("is_failing", !isResting && gate.lastFailure != nil)
        json.field("is_fine", !isResting && gate.lastFailure == nil && gate.succeededAtSeconds != nil)
        let isUnasked = !isResting && gate.lastFailure == nil && gate.succeededAtSeconds == nil
        json.field("is_unasked", isUnasked)
        json.field("wants_key", isUnasked && gate.source.wantsKey)
        if let seconds = gate.succeededAtSeconds {
            let time = Timestamp(unixMicros: 0).adding(seconds: seconds)
            json.field("succeeded_at", time)
            json.field("succeeded_text", DisplayTime.text(time))
        }
        if let failure = gate.lastFailure { json.field("failure", failure) }
    }
}
