import PluginKit

/// `/api/v1/analytics/market…`: values now and over time, candles, and how the providers do.
struct MarketRoutes: Sendable {
    let context: PluginContext

    private static let mostDays: Int64 = 3_650
    private static let mostPoints: Int64 = 10_000

    @ListBuilder<Route> var routes: [Route] {
        Route("market_now", now)
        Route("market_history", history)
        Route("market_candles", candles)
        Route("market_series", series)
        Route("market_blocks", blocks)
        Route("market_pools", pools)
        Route("market_sources", sources)
    }

    @Sendable private func now(_ request: Request) async throws -> Response {
        let values = try MarketValue.all(try await context.database.query("market_now"))
        let now = context.clock.now
        return .json { json in
            json.object { json in
                json.array("items") { json in
                    for metric in MarketMetric.allCases { if let value = values[metric] { Self.write(value, now: now, to: &json) } }
                }
                json.field("total", values.count)
            }
        }
    }

    @Sendable private func history(_ request: Request) async throws -> Response {
        guard let metric = MarketMetric(rawValue: request.text("metric") ?? MarketMetric.priceUSD.rawValue) else {
            let known = MarketMetric.allCases.map(\.rawValue).joined(separator: ", ")
            throw PluginError(.invalidArgument, "metric: expected one of \(known).")
        }
        let span = try ChartSpan(request, now: context.clock.now)
        let rows = try await context.database.query(
            span.step.statement, .text(metric.rawValue), .timestamp(span.from), .timestamp(span.to))
        return try .json(capacity: 96 * rows.count) { json in
            try json.object { json in
                json.field("metric", metric.rawValue)
                json.field("unit", metric.unit)
                try Self.items(rows, ["recorded_at", "value"], span, to: &json)
            }
        }
    }

    @Sendable private func candles(_ request: Request) async throws -> Response {
        let span = try ChartSpan(
            from: request.text("from"), to: request.text("to"), step: nil, now: context.clock.now, defaultDays: 365)
        let rows = try await context.database.query(
            "candles_span", .integer(CandleRound.spanSeconds), .timestamp(span.from), .timestamp(span.to))
        return try .json(capacity: 192 * rows.count) { json in
            try json.object { json in
                json.field("span_seconds", CandleRound.spanSeconds)
                let columns = ["opened_at", "open_usd", "high_usd", "low_usd", "close_usd", "volume_btc", "source"]
                try Self.items(rows, columns, span, to: &json)
            }
        }
    }

    /// What a provider knows of the last year, with when it was asked.
    @Sendable private func series(_ request: Request) async throws -> Response {
        guard let history = MarketHistory(rawValue: request.text("series") ?? MarketHistory.priceUSD.rawValue) else {
            let known = MarketHistory.allCases.map(\.rawValue).joined(separator: ", ")
            throw PluginError(.invalidArgument, "series: expected one of \(known).")
        }
        let days = try request.integer("days", in: 1...Self.mostDays) ?? 365
        let now = context.clock.now
        let outcomes = try await context.database.batch(
            Database.Call("histories_now"),
            Database.Call(
                "history_points", .text(history.rawValue), .timestamp(now.adding(seconds: -Double(days) * 86_400)),
                .integer(Self.mostPoints)))
        let known = try HistoryRound.known(outcomes[0].rows)[history]
        let rows = outcomes[1].rows
        return try .json(capacity: 96 * rows.count) { json in
            try json.object { json in
                json.field("series", history.rawValue)
                json.field("unit", history.metric.unit)
                json.field("source", history.query.source.rawValue)
                json.field("collected_at", known?.collectedAt)
                json.field("is_stale", known?.isStale(now: now) ?? true)
                let columns = history == .adjustments ? ["height", "change_percent"] : []
                try json.array("items") { json in
                    for row in rows {
                        try json.object { json in
                            for column in ["recorded_at", "value"] + columns { json.field(column, try row.cell(column)) }
                        }
                    }
                }
                json.field("total", rows.count)
            }
        }
    }

    /// The newest blocks, with when they were asked for.
    @Sendable private func blocks(_ request: Request) async throws -> Response {
        let round = try BlocksRound(try await context.database.query("blocks_now"), now: context.clock.now)
        return .json { json in
            json.object { json in
                json.field("source", BlocksRound.query.source.rawValue)
                json.field("collected_at", round.known?.collectedAt)
                json.field("is_stale", round.isStale)
                json.field("mean_fees_btc", MinedBlock.meanFeesSatoshis(round.blocks).map { $0 / 100_000_000 })
                json.array("items") { json in for block in round.blocks { json.object { Self.write(block, to: &$0) } } }
                json.field("total", round.blocks.count)
            }
        }
    }

    private static func write(_ block: MinedBlock, to json: inout JSONWriter) {
        json.field("height", block.height)
        json.field("mined_at", block.minedAt)
        json.field("transactions", block.transactions)
        json.field("weight", block.weight)
        json.field("fees_btc", block.feesSatoshis.map { Double($0) / 100_000_000 })
        json.field("fee_share_percent", block.feeSharePercent)
        json.field("pool", block.pool)
    }

    /// Who found the blocks of the last week, with when that was asked.
    @Sendable private func pools(_ request: Request) async throws -> Response {
        let round = try PoolsRound(try await context.database.query("pools_now"), now: context.clock.now)
        return .json { json in
            json.object { json in
                json.field("source", PoolsRound.query.source.rawValue)
                json.field("collected_at", round.known?.collectedAt)
                json.field("is_stale", round.isStale)
                json.field("blocks", round.pools?.blocks)
                json.field("network_hashrate_ehs", round.pools?.hashrateEHs)
                json.array("items") { json in
                    guard let pools = round.pools else { return }
                    for pool in pools.pools {
                        json.object { json in
                            json.field("name", pool.name)
                            json.field("blocks", pool.blocks)
                            json.field("share_percent", pools.sharePercent(pool.blocks))
                            json.field("hashrate_ehs", pools.hashrateEHs(pool.blocks))
                        }
                    }
                }
                json.field("total", round.pools?.pools.count ?? 0)
            }
        }
    }

    @Sendable private func sources(_ request: Request) async throws -> Response {
        let now = context.clock.now
        let gates = try MarketGates(try await context.database.query("sources_now"), now: now)
        return .json { json in
            json.object { json in
                json.array("items") { json in
                    for source in MarketSource.allCases { json.object { json in Self.write(gates[source], to: &json) } }
                }
                json.field("total", MarketSource.allCases.count)
            }
        }
    }

    private static func items(_ rows: Rows, _ columns: [String], _ span: ChartSpan, to json: inout JSONWriter) throws {
        try json.array("items") { json in
            for row in rows { try json.object { json in for column in columns { json.field(column, try row.cell(column)) } } }
        }
        json.field("total", rows.count)
        json.field("from", span.from)
        json.field("to", span.to)
    }

    private static func write(_ value: MarketValue, now: Timestamp, to json: inout JSONWriter) {
        json.object { json in
            json.field("metric", value.metric.rawValue)
            json.field("value", value.value)
            json.field("unit", value.metric.unit)
            json.field("source", value.source)
            json.field("recorded_at", value.recordedAt)
            json.field("age_seconds", Int64(saturating: Staleness.ageSeconds(value.recordedAt, now: now)))
            json.field("is_stale", Staleness.isStale(value.metric, recordedAt: value.recordedAt, now: now))
            json.field("sources_agreeing", value.agreeing)
            json.array("outliers") { json in for source in value.outliers { json.value(source) } }
        }
    }

    private static func write(_ gate: SourceGate, to json: inout JSONWriter) {
        func time(_ seconds: Double?) -> Timestamp? { seconds.map { Timestamp(unixMicros: 0).adding(seconds: $0) } }
        json.field("source", gate.source.rawValue)
        json.field("name", gate.source.title)
        json.field("breaker", gate.breaker.state.rawValue)
        json.field("failures", gate.breaker.failures)
        json.field("resting_until", gate.breaker.state == .open ? time(gate.breaker.openUntilSeconds) : nil)
        json.field("succeeded_at", time(gate.succeededAtSeconds))
        json.field("failed_at", time(gate.failedAtSeconds))
        json.field("last_failure", gate.lastFailure)
    }
}
