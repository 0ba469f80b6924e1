import PluginKit

/// `/api/v1/analytics/technical` and `/backtest`: indicators, what the rules say now, and what they would have earned.
struct TechnicalRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("technical", technical)
        Route("backtest", backtest)
    }

    private static let mostDays: Int64 = 3_650

    @Sendable private func technical(_ request: Request) async throws -> Response {
        let days = try request.integer("days", in: 1...Self.mostDays) ?? 180
        let ground = try await CandleGround.read(context)
        return try await AnswerCache(context: context).answer(request, key: "technical/1 \(days) \(ground.key)") {
            Self.write(try await CandleSeries.read(context, days: days), ground.age, days: Int(days))
        }
    }

    private static func write(_ candles: CandleSeries, _ age: CandleAge?, days: Int) -> [UInt8] {
        let analysis = TechnicalAnalysis(candles)
        var json = JSONWriter(capacity: 512 * days)
        json.object { json in
            CandleAge.write(age, to: &json)
            if let signal = analysis.signal {
                json.object("signal") { json in Self.write(signal, to: &json) }
            } else {
                json.key("signal")
                json.null()
            }
            json.array("items") { json in analysis.write(days: days, to: &json) }
            json.field("total", min(candles.count, days))
        }
        return json.bytes
    }

    @Sendable private func backtest(_ request: Request) async throws -> Response {
        let query = try BacktestQuery(request)
        switch request.text("signals") ?? "computed" {
        case "computed": break
        case "told": return try await toldBacktest(query)
        case let word: throw PluginError(.invalidArgument, "signals: expected computed or told; found \"\(word.prefix(40))\".")
        }
        let ground = try await CandleGround.read(context)
        let key = "backtest/1 \(query.rule) \(query.days) \(query.feePercent) \(ground.key)"
        return try await AnswerCache(context: context).answer(request, key: key) {
            let candles = try await CandleSeries.read(context, days: query.days)
            guard let (result, first) = query.run(candles, kind: query.kind) else {
                throw PluginError(.notFound, "There are \(candles.count) daily candles; a backtest needs 2 at least.")
            }
            return Self.write(result, of: query, on: candles, from: first)
        }
    }

    /// Of what was told then. It is cheap, so it is not kept.
    private func toldBacktest(_ query: BacktestQuery) async throws -> Response {
        let candles = try await CandleSeries.read(context, days: query.days)
        let oldest = candles.openedAt.suffix(Int(query.days)).first ?? context.clock.now
        let told = try ToldDirections(
            try await context.database.query(
                "signals_directions", .text(SignalTeller.series), .integer(CandleRound.spanSeconds), .timestamp(oldest)),
            kind: query.kind)
        guard let (result, first) = told.backtest(candles, feeShare: query.feePercent / 100) else {
            throw PluginError(
                .notFound, "Signals were told of fewer than 2 of the stored candles; a backtest of what was told needs 2 at least.")
        }
        return .bytes(Self.write(result, of: query, on: candles, from: first), contentType: "application/json")
    }

    private static func write(_ result: BacktestResult, of query: BacktestQuery, on candles: CandleSeries, from first: Int) -> [UInt8] {
        var json = JSONWriter(capacity: 96 * result.equity.count)
        json.object { json in
            json.field("rule", query.rule)
            json.field("fee_percent", query.feePercent)
            json.field("from", candles.openedAt[first])
            json.field("to", candles.openedAt[candles.count - 1])
            json.field("total_return", result.totalReturn)
            json.field("buy_and_hold_return", result.buyAndHoldReturn)
            json.field("maximum_drawdown", result.maximumDrawdown)
            json.field("trades", result.trades)
            json.field("wins", result.wins)
            json.field("exposure", result.exposure)
            json.array("items") { json in
                for (index, (wealth, held)) in zip(result.equity, result.held).enumerated() {
                    json.object { json in
                        // Wealth is that of the bar's close.
                        json.field("recorded_at", CandleRound.closing(ofOpening: candles.openedAt[first + index]))
                        json.field("wealth", wealth)
                        json.field("held", held)
                    }
                }
            }
        }
        return json.bytes
    }

    private static func write(_ aggregate: SignalAggregate, to json: inout JSONWriter) {
        json.field("direction", aggregate.direction.word)
        json.field("score", aggregate.score)
        json.array("reasons") { json in for reason in aggregate.reasons { json.value(reason) } }
        aggregate.writeRules(to: &json)
    }
}
