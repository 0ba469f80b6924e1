import Glibc
import PluginKit

/// `/api/v1/analytics/forecast` and its page: what the model expects of the price, and how little that may be.
struct ForecastRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("forecast", forecast)
        Route("forecast_page", page)
    }

    private static let columns = ["day", "expected_at", "median", "low80", "high80", "low95", "high95"]

    private func read(days: Int64) async throws -> (head: Row?, points: Rows) {
        let outcomes = try await context.database.batch(
            Database.Call("forecast_now", .text(ForecastMaker.series)),
            Database.Call("forecast_points", .text(ForecastMaker.series), .integer(days)))
        return (outcomes[0].rows.first, outcomes[1].rows)
    }

    /// How old the last known price is. The row has when that price's candle opened, as the candles' own rows do.
    private func age(_ head: Row) throws -> CandleAge {
        CandleAge(newestOpenedAt: try head["known_until"], now: context.clock.now)
    }

    @Sendable private func forecast(_ request: Request) async throws -> Response {
        let days = try request.integer("days", in: 1...Int64(PriceForecast.days)) ?? Int64(PriceForecast.days)
        let (head, points) = try await read(days: days)
        guard let head else {
            throw PluginError(
                .notFound, "There is no forecast yet: it needs some forty daily candles, and is made a quarter of an hour later.")
        }
        return try .json(capacity: 8_192) { json in
            try json.object { json in
                json.field("series", ForecastMaker.series)
                json.field("unit", MarketMetric.priceUSD.unit)
                let age = try age(head)
                CandleAge.write(age, to: &json)
                json.field("known_until", age.asOf)
                let fields = [
                    "made_at", "days_known", "p", "d", "q", "is_random_walk", "log_likelihood", "bic", "walk_bic",
                    "explanation",
                ]
                for name in fields { json.field(name, try head.cell(name)) }
                try json.array("items") { json in
                    for point in points {
                        try json.object { json in
                            json.field("recorded_at", try point.cell("expected_at"))
                            for column in Self.columns { json.field(column, try point.cell(column)) }
                        }
                    }
                }
                json.field("total", points.count)
            }
        }
    }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let (head, points) = try await read(days: Int64(PriceForecast.days))
        let market = try MarketValue.all(try await context.database.query("market_now"))[.impliedVolatilityPercent]
        return try .page("forecast", title: "forecast.title") { json in
            json.field("has_forecast", head != nil)
            guard let head else { return }
            CandleAge.writeShown(try age(head), to: &json)
            json.field("days_known", try head.cell("days_known"))
            let (p, d, q): (Int64, Int64, Int64) = (try head["p"], try head["d"], try head["q"])
            json.field("model", "ARIMA(\(p),\(d),\(q))")
            let isRandomWalk: Bool = try head["is_random_walk"]
            json.field("is_random_walk", isRandomWalk)
            if !isRandomWalk, let walk = try head.number("walk_bic") {
                json.field("bic_gain", DisplayNumber.text(walk - (try head["bic"] as Double), 1))
            }
            if let market { writeOptions(market, to: &json) }
            if let last = points.last, let move = Self.movePercent(try last.number("median"), try last.number("high80")) {
                json.field("move", DisplayNumber.text(move, 1))
            }
            try json.array("points") { json in
                for point in points {
                    try json.object { json in
                        let at: Timestamp = try point["expected_at"]
                        json.field("expected_at", at)
                        json.field("expected_text", DisplayTime.text(at))
                        for name in ["median", "low80", "high80", "low95", "high95"] {
                            json.field(name, DisplayNumber.text(try point[name], 0))
                        }
                    }
                }
            }
        }
    }

    /// One standard deviation on the last day, in percent: the interval of 80 % reaches 1.2816 of them up.
    static func movePercent(_ median: Double?, _ high80: Double?) -> Double? {
        guard let median, let high80, median > 0, high80 >= median else { return nil }
        return log(high80 / median) / 1.281_551_565_544_6 * 100
    }

    /// What options say of the same days, with its source and age.
    private func writeOptions(_ value: MarketValue, to json: inout JSONWriter) {
        json.object("options") { json in
            json.field("volatility", DisplayNumber.text(value.value, 1))
            json.field("option_move", DisplayNumber.text(ImpliedVolatility.movePercent(value.value, days: Double(PriceForecast.days)), 1))
            json.field("source", MarketSource(rawValue: value.source)?.title ?? value.source)
            DisplayTime.write("recorded", value.recordedAt, to: &json)
            json.field("is_old", Staleness.isStale(value.metric, recordedAt: value.recordedAt, now: context.clock.now))
        }
    }
}
