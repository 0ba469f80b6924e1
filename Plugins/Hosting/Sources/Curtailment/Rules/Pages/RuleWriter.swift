import PluginKit

/// Writes a rule for a page: when it acts, when that is next, and what the last look at it came to.
enum RuleWriter {
    static func write(_ row: Row, now: Timestamp, to json: inout JSONWriter) throws {
        let rule = try RuleRecord(page: row)
        for name in ["site", "verdict", "is_enabled"] { json.field(name, try row.cell(name)) }
        json.field("id", String(rule.id))
        json.field("name", rule.name)
        for kind in RuleForm.kinds { json.field("is_\(kind)", kind == rule.conditions.kind) }
        if let time = try row.timestamp("evaluated_at") { DisplayTime.write("looked", time, to: &json) }
        if let watts = rule.terms["target_watts"]?.integer { PlanWords.write(power: "target", Double(watts), to: &json) }
        if let watts = rule.terms["reduce_to_watts"]?.integer { PlanWords.write(power: "left", Double(watts), to: &json) }
        switch rule.conditions {
        case .weekly(let window):
            json.array("days") { json in
                for day in window.weekdays.sorted() { json.object { $0.field("day_\(day)", true) } }
            }
            json.field("start", QuietHours.text(Int64(window.startMinute)))
            json.field("duration", DisplayNumber.duration(window.durationSeconds))
            json.field("zone", zone(window.utcOffsetMinutes))
            guard try row["is_enabled"] else { return }
            if let begin = window.begin(around: now) {
                DisplayTime.write("until", begin.adding(seconds: Double(window.durationSeconds)), to: &json)
            }
            if let next = window.next(after: now) { DisplayTime.write("next", next, to: &json) }
        case .price(let price, _):
            json.field("strike", DisplayNumber.short(price.strikeUSDPerMWh, 2))
            if let price = price.immediateUSDPerMWh { json.field("immediate", DisplayNumber.short(price, 2)) }
            json.field("windows", price.curtailWindows)
        case .powerCap(let cap, _):
            PlanWords.write(power: "cap", Double(cap.capWatts), to: &json)
            json.field("margin", DisplayNumber.short(cap.marginPercent, 2))
        }
    }

    /// `UTC+5:30`.
    private static func zone(_ minutes: Int) -> String {
        guard minutes != 0 else { return "UTC" }
        let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
        return "UTC\(minutes < 0 ? "−" : "+")\(hours)" + (rest == 0 ? "" : rest < 10 ? ":0\(rest)" : ":\(rest)")
    }
}
