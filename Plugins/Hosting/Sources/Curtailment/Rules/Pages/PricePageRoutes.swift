import PluginKit

/// The page of power prices: those of two days on both sides of now, and the form that takes a table of more.
struct PricePageRoutes: Sendable {
    let context: PluginContext

    private static let shownSeconds = 172_800.0

    @ListBuilder<Route> var routes: [Route] {
        Route("prices_page") { try await page($0, nil) }
        Route("prices_form", take)
    }

    /// A table that a form has sent, and what became of it.
    private struct Sent {
        let posted: PostedTable
        let result: PriceImport
        let market: String

        var isRefused: Bool { result.stored == nil && !result.table.faults.isEmpty }
    }

    @Sendable private func take(_ request: Request) async throws -> Response {
        let posted = try PostedTable(request)
        let market = try await markets.named(posted.form["market"])
        let result = try await PriceImport.run(posted.bytes, MinerImport.Wish(posted), market: market, context)
        return try await page(request, Sent(posted: posted, result: result, market: market))
    }

    private var markets: PowerMarkets { PowerMarkets(context: context) }

    private func page(_ request: Request, _ sent: Sent?) async throws -> Response {
        let now = context.clock.now
        let market: String
        if let sent { market = sent.market } else { market = try await markets.named(request.text("market")) }
        let outcomes = try await context.database.batch(
            Database.Call(
                "prices_between", .timestamp(now.adding(seconds: -PricePageRoutes.shownSeconds)),
                .timestamp(now.adding(seconds: PricePageRoutes.shownSeconds)), .text(market)),
            Database.Call("prices_newest", .text(market)), Database.Call("markets"))
        let spans = PriceSpan.spans(
            of: try outcomes[0].rows.map { PriceWindow(startsAt: try $0["starts_at"], usdPerMWh: try $0["usd_per_mwh"]) })
        let newest = try outcomes[1].rows.first?.timestamp("starts_at")?.adding(seconds: Double(PriceWindow.seconds))
        return try .page("prices", title: "prices.title", status: sent?.isRefused == true ? 422 : 200) { json in
            try MarketFields.write(outcomes[2].rows, chosen: market, to: &json)
            json.field("market", market)
            json.field("market_is_named", !market.isEmpty)
            json.field("may_change", request.role >= .admin)
            if let newest { DisplayTime.write("reach", newest, to: &json) }
            json.field("is_behind", newest.map { $0 <= now } ?? false)
            write("coming", spans.filter { $0.until > now }, now: now, to: &json)
            write("past", spans.reversed().filter { $0.until <= now }, now: now, to: &json)
            json.field("most_rows", PriceList.most)
            if let sent { write(sent, to: &json) }
        }
    }

    private func write(_ name: String, _ spans: [PriceSpan], now: Timestamp, to json: inout JSONWriter) {
        json.field("has_\(name)", !spans.isEmpty)
        json.array(name) { json in
            for span in spans {
                json.object { json in
                    DisplayTime.write("from", span.from, to: &json)
                    DisplayTime.write("until", span.until, to: &json)
                    json.field("price", DisplayNumber.text(span.usdPerMWh, 2))
                    json.field("is_now", span.from <= now && now < span.until)
                }
            }
        }
    }

    private func write(_ sent: Sent, to json: inout JSONWriter) {
        let (table, stored) = (sent.result.table, sent.result.stored)
        json.field("csv", stored == nil ? sent.posted.text : "")
        json.field("skips", sent.posted.skipsBadRows)
        json.field("stored", stored ?? 0)
        json.field("is_imported", stored != nil)
        json.field("is_trial", stored == nil)
        json.field("good_rows", table.goodRows)
        json.field("bad_rows", table.badRows)
        ImportFaultFields.write(table.faults, to: &json)
    }
}
