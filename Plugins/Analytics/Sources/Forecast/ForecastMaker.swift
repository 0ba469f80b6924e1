import PluginKit

/// The job `forecast`: when another day's candle is there, chooses a model anew and stores what it expects.
struct ForecastMaker: Sendable {
    /// The series that is forecast.
    static let series = MarketMetric.priceUSD.rawValue

    let context: PluginContext

    /// When the forecast of so many days, from 1 on, is to be compared with the price: days are counted from the last candle's close.
    static func expectedAt(day: Int, lastOpenedAt: Timestamp) -> Timestamp {
        CandleRound.closing(ofOpening: lastOpenedAt).adding(seconds: Double(day) * Double(CandleRound.spanSeconds))
    }

    /// One run.
    func run() async throws -> JobSummary {
        let outcomes = try await context.database.batch(
            Database.Call("forecast_now", .text(Self.series)), Database.Call("candles_newest", .integer(CandleRound.spanSeconds)))
        let known = try outcomes[0].rows.first?.timestamp("known_until")
        guard let newest = try outcomes[1].rows.first?.timestamp("opened_at"), known.map({ $0 < newest }) ?? true else {
            return JobSummary { $0.field("made", false) }
        }
        let candles = try CandleSeries(
            try await context.database.query(
                "candles_recent", .integer(CandleRound.spanSeconds), .integer(Int64(PriceForecast.longestHistory))))
        guard let last = candles.openedAt.last, let forecast = PriceForecast(closes: candles.closes) else {
            return JobSummary { json in
                json.field("made", false)
                json.field("reason", "There are \(candles.count) daily candles, too few for a model.")
            }
        }
        try Task.checkCancellation()
        _ = try await context.database.batch(
            Database.Call("forecast_write", head(forecast, knownUntil: last, days: candles.count)),
            Database.Call("forecast_points_write", points(forecast, knownUntil: last)))
        return JobSummary { json in
            json.field("made", true)
            json.field("model", "\(forecast.selection.best.order)")
        }
    }

    private func head(_ forecast: PriceForecast, knownUntil: Timestamp, days: Int) -> Value {
        let best = forecast.selection.best
        return Value.json { json in
            json.array { json in
                json.object { json in
                    json.field("series", Self.series)
                    json.field("known_until", knownUntil)
                    json.field("made_at", context.clock.now)
                    json.field("days_known", days)
                    json.field("p", best.order.autoregressive)
                    json.field("d", best.order.differences)
                    json.field("q", best.order.movingAverage)
                    json.field("is_random_walk", forecast.selection.isRandomWalk)
                    json.field("log_likelihood", best.logLikelihood)
                    json.field("bic", best.bic)
                    json.field("walk_bic", forecast.selection.walkBIC)
                    json.field("explanation", forecast.selection.explanation)
                }
            }
        }
    }

    private func points(_ forecast: PriceForecast, knownUntil: Timestamp) -> Value {
        Value.json { json in
            json.array { json in
                for (index, point) in forecast.points.enumerated() {
                    json.object { json in
                        json.field("series", Self.series)
                        json.field("day", index + 1)
                        json.field("expected_at", Self.expectedAt(day: index + 1, lastOpenedAt: knownUntil))
                        json.field("median", point.median)
                        json.field("low80", point.low80)
                        json.field("high80", point.high80)
                        json.field("low95", point.low95)
                        json.field("high95", point.high95)
                    }
                }
            }
        }
    }
}
