import PluginKit

/// `/api/v1/analytics/technical` and `/backtest`: indicators, what the rules say now, and what they would have earned.
struct TechnicalRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("technical", technical)
        Route("backtest", backtest)
    }

    private static let mostDays: Int64 = 3_650
    /// What a purchase or a sale costs at the large exchanges, as a share.
    static let usualFeePercent = 0.1

    @Sendable private func technical(_ request: Request) async throws -> Response {
        let days = try request.integer("days", in: 1...Self.mostDays) ?? 180
        let candles = try await CandleSeries.read(context, days: days)
        let analysis = TechnicalAnalysis(candles)
        let age = CandleAge(candles, now: context.clock.now)
        return .json(capacity: 512 * Int(days)) { json in
            json.object { json in
                CandleAge.write(age, to: &json)
                if let signal = analysis.signal {
                    json.object("signal") { json in Self.write(signal, to: &json) }
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
        let candles = try await CandleSeries.read(context, days: days)
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

    /// All rules, and each alone.
    static var rules: [(word: String, kind: SignalKind?)] {
        [("all", nil)] + SignalKind.allCases.map { ($0.rawValue, $0) }
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
