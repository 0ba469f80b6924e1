import PluginKit

/// `/api/v1/analytics/signals/history`: what the rules told of each candle when it was new, beside the last word on it.
struct SignalHistoryRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] { Route("signal_history", history) }

    private static let usualDays = 365.0

    @Sendable private func history(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let series = request.text("series") ?? SignalTeller.series
        guard series == SignalTeller.series else {
            throw PluginError(.invalidArgument, "series: expected \(SignalTeller.series); found \"\(series.prefix(40))\".")
        }
        let span = try ChartSpan(
            from: request.text("from"), to: request.text("to"), step: nil, now: context.clock.now, defaultDays: Self.usualDays)
        let outcomes = try await context.database.batch(Self.calls(from: span.from, to: span.to, page: page))
        let rows = outcomes[0].rows
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return try .json(capacity: 256 + 1_400 * rows.count) { json in
            try json.object { json in
                json.field("series", series)
                json.field("span_seconds", CandleRound.spanSeconds)
                json.field("from", span.from)
                json.field("to", span.to)
                try json.array("items") { json in for row in rows { try json.object { try Self.write(row, to: &$0) } } }
                page.write(total: total, to: &json)
            }
        }
    }

    /// The page's rows, then their total.
    static func calls(from: Timestamp, to: Timestamp, page: PageOf) -> [Database.Call] {
        let span: [Value] = [.text(SignalTeller.series), .integer(CandleRound.spanSeconds), .timestamp(from), .timestamp(to)]
        return [
            Database.Call("signals_told", parameters: span + [.integer(page.size), .integer(page.offset)]),
            Database.Call("signals_total", parameters: span),
        ]
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        let openedAt: Timestamp = try row["opened_at"]
        json.field("recorded_at", openedAt)
        json.field("as_of", CandleRound.closing(ofOpening: openedAt))
        try writeWord(row, "", at: "told_at", to: &json)
        guard try row.timestamp("corrected_at") != nil else {
            json.key("corrected")
            json.null()
            return
        }
        try json.object("corrected") { json in try writeWord(row, "corrected_", at: "corrected_at", to: &json) }
    }

    private static func writeWord(_ row: Row, _ prefix: String, at time: String, to json: inout JSONWriter) throws {
        json.field("told_at", try row.timestamp(time))
        json.field("close", try row.number(prefix + "close_usd"))
        json.field("direction", try row.text(prefix + "direction"))
        json.field("score", try row.number(prefix + "score"))
        for name in ["rules", "indicators"] {
            json.key(name)
            json.raw(json: (try row[prefix + name] as String).utf8)
        }
    }
}
