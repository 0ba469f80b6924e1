import PluginKit

/// `/api/v1/analytics/technical`, `/backtest` and their page: indicators, what the rules say now, and what they would have earned.
struct TechnicalRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("technical", technical)
        Route("backtest", backtest)
        Route("technical_page", page)
    }

    private static let mostDays: Int64 = 3_650
    /// What a purchase or a sale costs at the large exchanges, as a share.
    private static let usualFeePercent = 0.1

    private func candles(days: Int64) async throws -> CandleSeries {
        try CandleSeries(
            try await context.database.query(
                "candles_recent", .integer(CandleRound.spanSeconds), .integer(days + Int64(TechnicalAnalysis.warmUpDays))))
    }

    private func age(_ candles: CandleSeries) -> CandleAge? {
        candles.openedAt.last.map { CandleAge(newestOpenedAt: $0, now: context.clock.now) }
    }

    @Sendable private func technical(_ request: Request) async throws -> Response {
        let days = try request.integer("days", in: 1...Self.mostDays) ?? 180
        let candles = try await candles(days: days)
        let analysis = TechnicalAnalysis(candles)
        let aggregate = Self.aggregate(candles)
        let age = age(candles)
        return .json(capacity: 512 * Int(days)) { json in
            json.object { json in
                CandleAge.write(age, to: &json)
                if let aggregate {
                    json.object("signal") { json in Self.write(aggregate, to: &json) }
                } else {
                    json.key("signal")
                    json.null()
                }
                json.array("items") { json in analysis.write(days: Int(days), to: &json) }
                json.field("total", min(candles.count, Int(days)))
            }
        }
    }

    @Sendable private func backtest(_ request: Request) async throws -> Response {
        let days = try request.integer("days", in: 30...Self.mostDays) ?? 730
        let fee = try request.number("fee_percent") ?? Self.usualFeePercent
        guard (0...50).contains(fee) else { throw PluginError(.invalidArgument, "fee_percent: expected 0 to 50, found \(fee).") }
        let word = request.text("rule") ?? "all"
        guard let rule = Self.rules.first(where: { $0.word == word }) else {
            let known = Self.rules.map(\.word).joined(separator: ", ")
            throw PluginError(.invalidArgument, "rule: expected one of \(known); found \"\(word.prefix(40))\".")
        }
        let candles = try await candles(days: days)
        let first = max(0, candles.count - Int(days))
        guard
            let result = Backtest.run(
                opens: candles.opens, closes: candles.closes, kind: rule.kind, feeShare: fee / 100, first: first)
        else { throw PluginError(.notFound, "There are \(candles.count) daily candles; a backtest needs 2 at least.") }
        return .json(capacity: 64 * Int(days)) { json in
            json.object { json in
                json.field("rule", rule.word)
                json.field("fee_percent", fee)
                json.field("from", candles.openedAt[first])
                json.field("to", candles.openedAt[candles.count - 1])
                json.field("total_return", result.totalReturn)
                json.field("buy_and_hold_return", result.buyAndHoldReturn)
                json.field("maximum_drawdown", result.maximumDrawdown)
                json.field("trades", result.trades)
                json.field("wins", result.wins)
                json.field("exposure", result.exposure)
                json.array("items") { json in
                    for (index, wealth) in result.equity.enumerated() {
                        json.object { json in
                            json.field("recorded_at", candles.openedAt[first + index])
                            json.field("wealth", wealth)
                        }
                    }
                }
            }
        }
    }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let candles = try await candles(days: 730)
        let aggregate = Self.aggregate(candles)
        let age = age(candles)
        return .page("technical", title: "technical.title") { json in
            CandleAge.writeShown(age, to: &json)
            json.field("has_signal", aggregate != nil)
            json.field("candles", candles.count)
            guard let aggregate else { return }
            json.field("is_\(aggregate.direction.word)", true)
            json.field("score", DisplayNumber.text(aggregate.score, 2))
            json.array("signals") { json in
                for signal in aggregate.signals {
                    json.object { json in
                        json.field("rule_is_\(signal.kind.rawValue)", true)
                        json.field("says_\(signal.direction.word)", true)
                        json.field("value", DisplayNumber.text(signal.value, 2))
                        json.field("threshold", DisplayNumber.text(signal.threshold, 2))
                    }
                }
            }
            json.array("backtests") { json in Self.writeBacktests(candles, to: &json) }
        }
    }

    private static func writeBacktests(_ candles: CandleSeries, to json: inout JSONWriter) {
        let first = max(0, candles.count - 730)
        for rule in rules {
            guard
                let result = Backtest.run(
                    opens: candles.opens, closes: candles.closes, kind: rule.kind, feeShare: usualFeePercent / 100, first: first)
            else { continue }
            json.object { json in
                json.field("rule_is_\(rule.word)", true)
                json.field("total_return", DisplayNumber.text(result.totalReturn * 100, 1))
                json.field("buy_and_hold", DisplayNumber.text(result.buyAndHoldReturn * 100, 1))
                json.field("drawdown", DisplayNumber.text(result.maximumDrawdown * 100, 1))
                json.field("trades", result.trades)
                json.field("wins", result.wins)
            }
        }
    }

    /// All rules, and each alone.
    private static var rules: [(word: String, kind: SignalKind?)] {
        [("all", nil)] + SignalKind.allCases.map { ($0.rawValue, $0) }
    }

    private static func aggregate(_ candles: CandleSeries) -> SignalAggregate? {
        candles.count == 0 ? nil : SignalAggregate(SignalScan(closes: candles.closes), at: candles.count - 1)
    }

    private static func write(_ aggregate: SignalAggregate, to json: inout JSONWriter) {
        json.field("direction", aggregate.direction.word)
        json.field("score", aggregate.score)
        json.array("reasons") { json in for reason in aggregate.reasons { json.value(reason) } }
        json.array("rules") { json in
            for signal in aggregate.signals {
                json.object { json in
                    json.field("rule", signal.kind.rawValue)
                    json.field("direction", signal.direction.word)
                    json.field("strength", signal.strength)
                    json.field("value", signal.value)
                    json.field("threshold", signal.threshold)
                    json.field("reason", signal.reason)
                }
            }
        }
    }
}
