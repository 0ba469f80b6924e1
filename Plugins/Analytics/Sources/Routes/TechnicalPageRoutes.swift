import PluginKit

/// `/analytics/technical`: candles with indicators and marked signals, what the rules say now, and what they would have earned.
struct TechnicalPageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] { Route("technical_page", page) }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let asked = try TechnicalQuery(request)
        let ground = try await CandleGround.read(context)
        let query = asked.within(stored: ground.days)
        let candles = try await CandleSeries.read(context, days: max(query.days, query.backtest.days))
        let analysis = TechnicalAnalysis(candles)
        let told = try await toldRows()
        return try .page("technical", title: "technical.title") { json in
            CandleAge.writeShown(ground.age, to: &json)
            json.field("here", query.link)
            json.field("days_shown", query.days)
            Self.writeChoices(query, to: &json)
            json.field("has_candles", candles.count > 0)
            Self.writeChart(analysis, query, to: &json)
            try Self.writeTold(told, to: &json)
            json.field("has_signal", analysis.signal != nil)
            guard let signal = analysis.signal else { return }
            json.field("is_\(signal.direction.word)", true)
            json.field("score", DisplayNumber.text(signal.score, 2))
            json.array("signals") { json in for one in signal.signals { json.object { CandleChart.write(one, to: &$0) } } }
            Self.writeBacktests(candles, query.backtest, stored: ground.days, to: &json)
        }
    }

    private static func writeChoices(_ query: TechnicalQuery, to json: inout JSONWriter) {
        json.array("spans") { json in
            for days in TechnicalQuery.spans {
                json.object { json in
                    json.field("days", days)
                    json.field("is_chosen", days == query.days)
                }
            }
        }
        json.array("overlays") { json in
            for overlay in ChartOverlay.allCases {
                json.object { json in
                    json.field("value", overlay.rawValue)
                    json.field("is_\(overlay.rawValue)", true)
                    json.field("is_chosen", query.overlays.contains(overlay))
                }
            }
        }
    }

    /// The drawing for wide and for narrow screens, and the same in words and figures, newest first.
    private static func writeChart(_ analysis: TechnicalAnalysis, _ query: TechnicalQuery, to json: inout JSONWriter) {
        let charts = [ChartLayout.wide, .narrow].compactMap {
            CandleChart(analysis, days: Int(query.days), layout: $0, overlays: query.overlays)
        }
        guard let chart = charts.first else { return }
        json.array("charts") { json in for chart in charts { json.object { chart.write(to: &$0) } } }
        json.field("narrow_days", charts[charts.count - 1].bars.count)
        writeSummary(chart, to: &json)
        json.array("marks") { json in
            for mark in chart.marks.reversed() { json.object { CandleChart.write(mark, analysis.candles, to: &$0) } }
        }
        json.array("rows") { json in
            for bar in chart.bars.reversed() {
                json.object { json in
                    CandleChart.writeDay(analysis.candles, bar, to: &json)
                    let columns = [
                        ("sma20", analysis.bands.middle, 0), ("upper", analysis.bands.upper, 0), ("lower", analysis.bands.lower, 0),
                        ("ema12", analysis.ema12, 0), ("rsi", analysis.strengthIndex, 1), ("macd", analysis.convergence.line, 0),
                        ("macd_signal", analysis.convergence.signal, 0), ("stochastic_k", analysis.stochastic.slowK, 1),
                        ("stochastic_d", analysis.stochastic.slowD, 1), ("atr", analysis.averageTrueRange, 0),
                    ]
                    for (name, values, decimals) in columns { json.field(name, DisplayNumber.text(values[bar], decimals)) }
                }
            }
        }
    }

    private static func writeSummary(_ chart: CandleChart, to json: inout JSONWriter) {
        let (candles, bars) = (chart.analysis.candles, chart.bars)
        guard let highest = bars.max(by: { candles.highs[$0] < candles.highs[$1] }),
            let lowest = bars.min(by: { candles.lows[$0] < candles.lows[$1] })
        else { return }
        json.object("summary") { json in
            json.field("day_count", bars.count)
            json.object("newest") { CandleChart.writeDay(candles, bars.upperBound - 1, to: &$0) }
            json.object("highest") { CandleChart.writeDay(candles, highest, to: &$0) }
            json.object("lowest") { CandleChart.writeDay(candles, lowest, to: &$0) }
            let change = (candles.closes[bars.upperBound - 1] / candles.opens[bars.lowerBound] - 1) * 100
            json.field("change", (change > 0 ? "+" : "") + DisplayNumber.text(change, 1))
        }
    }

    /// What each rule would have earned, and what can be asked for.
    private static func writeBacktests(_ candles: CandleSeries, _ query: BacktestQuery, stored: Int64, to json: inout JSONWriter) {
        let results = BacktestQuery.rules.compactMap { rule in query.run(candles, kind: rule.kind).map { (rule.word, $0.result, $0.first) }
        }
        guard let first = results.first?.2 else { return }
        json.object("backtest") { json in
            json.field("source", query.source)
            json.field("fee_percent", DisplayNumber.text(query.feePercent, 2))
            json.field("from_day", String(candles.openedAt[first].rfc3339.prefix(10)))
            json.field("to_day", String(candles.openedAt[candles.count - 1].rfc3339.prefix(10)))
            json.field("is_short", candles.count - first < Int(query.days))
            json.array("spans") { json in
                for days in BacktestQuery.spans(stored: stored) {
                    json.object { json in
                        json.field("days", days)
                        json.field("is_chosen", days == query.days)
                    }
                }
            }
            json.array("rows") { json in
                for (word, result, _) in results {
                    json.object { json in
                        json.field("rule_is_\(word)", true)
                        json.field("rule", word)
                        json.field("is_chosen", word == query.rule)
                        json.field("total_return", DisplayNumber.text(result.totalReturn * 100, 1))
                        json.field("buy_and_hold", DisplayNumber.text(result.buyAndHoldReturn * 100, 1))
                        json.field("drawdown", DisplayNumber.text(result.maximumDrawdown * 100, 1))
                        json.field("exposure", DisplayNumber.text(result.exposure * 100, 0))
                        json.field("trades", result.trades)
                        json.field("wins", result.wins)
                    }
                }
            }
        }
    }
}
