import PluginKit

/// The data of the page of uptimes.
struct UptimePage: Sendable {
    let query: UptimeQuery
    let rows: Rows
    /// As they were asked for; empty for the usual.
    let from: String
    let to: String
    let isProvider: Bool
    let now: Timestamp

    static let defaultFrom = "-7d"

    private var spans: [(name: String, from: String, to: String)] {
        let month = UptimePage.lastMonth(before: now)
        return [("day", "-24h", ""), ("week", "-7d", ""), ("month", "-30d", ""), ("last_month", month.from, month.to)]
    }

    /// The whole month of UTC before the one of `now`.
    static func lastMonth(before now: Timestamp) -> (from: String, to: String) {
        let text = now.rfc3339
        let parts = text.prefix(7).split(separator: "-").compactMap { Int($0) }
        let (year, month) = (parts.first ?? 1970, parts.last ?? 1)
        let before = month > 1 ? (year, month - 1) : (year - 1, 12)
        return ("\(before.0)-\(before.1 < 10 ? "0" : "")\(before.1)-01T00:00:00Z", "\(text.prefix(7))-01T00:00:00Z")
    }

    func write(to json: inout JSONWriter) throws {
        let total: Int64 = try rows.first?["total"] ?? 0
        json.field("is_provider", isProvider)
        json.field("by_\(query.group.rawValue)", true)
        DisplayTime.write("from", query.span.from, to: &json)
        DisplayTime.write("to", query.span.to, to: &json)
        json.array("spans") { json in
            for span in spans {
                json.object { json in
                    json.field("is_\(span.name)", true)
                    json.field("id", span.name)
                    json.field("href", link(from: span.from, to: span.to, by: query.group, page: 1))
                    json.field("is_current", span.from == chosen && span.to == to)
                }
            }
        }
        json.array("groups") { json in
            for group in UptimeGroup.allCases where group != .client || isProvider {
                json.object { json in
                    json.field("is_\(group.rawValue)", true)
                    json.field("id", group.rawValue)
                    json.field("href", link(from: chosen, to: to, by: group, page: 1))
                    json.field("is_current", group == query.group)
                }
            }
        }
        json.field("has_rows", !rows.isEmpty)
        try json.array("rows") { json in
            for row in rows { try json.object { try write(row, to: &$0) } }
        }
        pager(total: total, to: &json)
    }

    private var chosen: String { from.isEmpty ? UptimePage.defaultFrom : from }

    private func write(_ row: Row, to json: inout JSONWriter) throws {
        for name in ["id", "name", "miners"] { json.field(name, try row.cell(name)) }
        let figures = try UptimeFigures(row: row)
        json.field("is_named", try row.text("name") != nil)
        json.field("is_miner", query.group == .miner)
        let id = try row.text("id")
        json.field("is_site", query.group == .site && id != nil)
        for (name, percent) in [
            ("reachable", figures.reachablePercent), ("hashing", figures.hashingPercent), ("agreed", figures.agreedPercent),
        ] {
            if let percent { json.field(name, DisplayNumber.text(percent, 2)) }
        }
        json.field("curtailed", DisplayNumber.text(figures.curtailedMinutes / 60, 1))
    }

    private func pager(total: Int64, to json: inout JSONWriter) {
        let page = query.page
        let last = page.pageCount(of: total)
        json.field("first_row", rows.isEmpty ? 0 : page.offset + 1)
        json.field("last_row", rows.isEmpty ? 0 : page.offset + Int64(rows.count))
        json.field("total", total)
        if page.number > 1 { json.field("previous", link(from: chosen, to: to, by: query.group, page: page.number - 1)) }
        if page.number < last { json.field("next", link(from: chosen, to: to, by: query.group, page: page.number + 1)) }
    }

    private func link(from: String, to: String, by group: UptimeGroup, page: Int64) -> String {
        var items = ["from=\(QueryString.encode(from))", "by=\(group.rawValue)"]
        if !to.isEmpty { items.append("to=\(QueryString.encode(to))") }
        if let siteId = query.siteId { items.append("site=\(siteId)") }
        if page != 1 { items.append("page=\(page)") }
        return "/hosting/uptime?" + items.joined(separator: "&")
    }
}
