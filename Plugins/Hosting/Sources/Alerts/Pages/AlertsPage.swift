import PluginKit

/// The data of the list of alerts.
struct AlertsPage: Sendable {
    let query: AlertQuery
    let rows: Rows
    let totals: Row
    let isProvider: Bool
    let canAct: Bool

    func write(to json: inout JSONWriter) throws {
        let (open, past): (Int64, Int64) = (try totals["open"], try totals["past"])
        let unacknowledged: Int64 = try totals["unacknowledged"]
        json.field("is_provider", isProvider)
        json.field("can_act", canAct && !query.isPast)
        json.field("is_past", query.isPast)
        json.field("open", open)
        json.field("has_open", open > 0)
        json.field("unacknowledged", unacknowledged)
        json.field("has_unacknowledged", unacknowledged > 0)
        json.field("pending", try totals["pending"] as Int64)
        json.field("past", past)
        json.field("here", query.link(page: query.page.number))
        json.field("has_alerts", !rows.isEmpty)
        try json.array("alerts") { json in
            for row in rows { try json.object { try AlertsPage.write(row, to: &$0) } }
        }
        let total = query.isPast ? past : open
        let last = query.page.pageCount(of: total)
        json.field("from", rows.isEmpty ? 0 : query.page.offset + 1)
        json.field("to", rows.isEmpty ? 0 : query.page.offset + Int64(rows.count))
        json.field("total", total)
        if query.page.number > 1 { json.field("previous", query.link(page: min(query.page.number - 1, last))) }
        if query.page.number < last { json.field("next", query.link(page: query.page.number + 1)) }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        for name in ["id", "rule_id", "rule", "miner_id", "serial_number", "client", "site"] { json.field(name, try row.cell(name)) }
        let kind: String = try row["kind"]
        let severity = AlertSeverity(rawValue: try row["severity"]) ?? .warning
        json.field("kind_\(kind)", true)
        json.field("severity_\(severity.rawValue)", true)
        json.field("severity_class", AlertRuleWriter.severityClass(severity))
        if let value = try row.number("value"), let known = AlertKind(rawValue: kind) {
            json.field("measured", "\(DisplayNumber.short(value, 1)) \(known.unit)")
            json.field("limit", "\(DisplayNumber.short(try row["threshold"], 1)) \(known.unit)")
        }
        DisplayTime.write("began", try row["began_at"], to: &json)
        if let time = try row.timestamp("resolved_at") { DisplayTime.write("resolved", time, to: &json) }
        json.field("is_acknowledged", try row.timestamp("acknowledged_at") != nil)
        json.field("is_told", try row.timestamp("notified_at") != nil)
    }
}
