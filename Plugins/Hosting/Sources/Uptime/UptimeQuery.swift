import PluginKit

/// Whose uptime over which time is asked for. Pure.
struct UptimeQuery: Sendable {
    let span: UptimeSpan
    let group: UptimeGroup
    /// Only miners of this site.
    let siteId: Int64?
    let page: PageOf

    /// Reads `from`, `to`, `by` (`site` unless said), `site`, `page` and `per_page`. Throws `.invalidArgument`.
    init(_ request: Request, now: Timestamp, defaultFrom: String? = nil) throws(PluginError) {
        let from = request.text("from")
        span = try UptimeSpan(from: from?.isEmpty ?? true ? defaultFrom : from, to: request.text("to"), now: now)
        let by = request.text("by") ?? ""
        guard by.isEmpty || UptimeGroup(rawValue: by) != nil else {
            throw PluginError(.invalidArgument, "by: expected miner, site or client, found \"\(by.prefix(40))\".")
        }
        group = UptimeGroup(rawValue: by) ?? .site
        siteId = try request.integer("site", in: 1...Int64.max)
        page = try PageOf(request)
    }

    /// One row a miner, site or client, the worst first; each has the total of rows.
    var call: Database.Call {
        Database.Call(
            span.source == .hour ? "uptime_1h" : "uptime_1d", .timestamp(span.from), .timestamp(span.to), .text(group.rawValue),
            Value(siteId),
            .integer(page.size), .integer(page.offset))
    }
}
