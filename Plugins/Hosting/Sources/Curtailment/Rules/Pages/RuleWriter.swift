import PluginKit

/// Writes a rule for a page: when it acts, when that is next, and what the last look at it came to.
enum RuleWriter {
    /// - Parameters:
    ///   - days: Of weekly hours, around now.
    ///   - hasMarkets: Whether the tenant's sites are in more markets than the default one.
    static func write(_ row: Row, days: [WeeklyWindow.Hours], hasMarkets: Bool, now: Timestamp, to json: inout JSONWriter) throws {
        let rule = try RuleRecord(page: row, hasMarkets: hasMarkets)
        for name in ["site", "is_enabled"] { json.field(name, try row.cell(name)) }
        json.field("id", String(rule.id))
        json.field("name", rule.name)
        MarketFields.write(rule.scope, to: &json)
        for kind in RuleForm.kinds { json.field("is_\(kind)", kind == rule.conditions.kind) }
        if let time = try row.timestamp("evaluated_at") {
            DisplayTime.write("looked", time, to: &json)
            try FindingFields.write(code: row["verdict_code"], row["verdict_values"], words: row.cell("verdict"), to: &json)
        }
        if let watts = rule.terms["target_watts"]?.integer { PlanWords.write(power: "target", Double(watts), to: &json) }
        if let watts = rule.terms["reduce_to_watts"]?.integer { PlanWords.write(power: "left", Double(watts), to: &json) }
        switch rule.conditions {
        case .weekly(let window):
            json.array("days") { json in
                for day in window.weekdays.sorted() { json.object { $0.field("day_\(day)", true) } }
            }
            json.field("start", QuietHours.text(Int64(window.startMinute)))
            json.field("duration", DisplayNumber.duration(window.durationSeconds))
            json.field("zone", window.zone.text)
            guard try row["is_enabled"] else { return }
            if let hours = window.hours(around: now, of: days) { DisplayTime.write("until", hours.endsAt, to: &json) }
            if let next = window.next(after: now, of: days) { DisplayTime.write("next", next.beginsAt, to: &json) }
        case .price(let price, _):
            json.field("strike", DisplayNumber.short(price.strikeUSDPerMWh, 2))
            if let price = price.immediateUSDPerMWh { json.field("immediate", DisplayNumber.short(price, 2)) }
            json.field("windows", price.curtailWindows)
            if rule.siteId != nil, !rule.market.isEmpty { json.field("priced_in", rule.market) }
        case .powerCap(let cap, _):
            PlanWords.write(power: "cap", Double(cap.capWatts), to: &json)
            json.field("margin", DisplayNumber.short(cap.marginPercent, 2))
        }
    }
}
