import PluginKit

/// When a rule makes plans, read from JSON and checked. Pure.
enum RuleConditions: Sendable, Equatable {
    case weekly(WeeklyWindow)
    case price(PriceRule, mostSeconds: Int64)
    case powerCap(PowerCapRule, mostSeconds: Int64)

    /// As the interface and the table name it.
    var kind: String {
        switch self {
        case .weekly: "weekly"
        case .price: "price"
        case .powerCap: "power_cap"
        }
    }

    /// Of a plan.
    static let longestSeconds: Int64 = 604_800
    /// A plan lasts so long unless its rule ends or lengthens it: where the rule is not looked at any more, miners come back by it.
    private static let usualSeconds: Int64 = 86_400
    private static let mostUSD = 1_000_000

    /// Reads the conditions of a kind. Throws `.invalidArgument` that names the field.
    init(kind: String, _ json: JSONValue) throws(PluginError) {
        switch kind {
        case "weekly":
            let fields = try BodyFields(
                json, of: "rule", known: ["weekdays", "start", "duration_seconds", "time_zone", "utc_offset_minutes"])
            guard let duration = try fields.integer("duration_seconds", 60...RuleConditions.longestSeconds) else {
                throw Self.missing("duration_seconds")
            }
            self = .weekly(
                WeeklyWindow(
                    weekdays: try Self.weekdays(fields["weekdays"]), startMinute: try Self.minute(try fields.text("start", 5...5)),
                    durationSeconds: duration, zone: try Self.zone(fields)))
        case "price":
            let fields = try BodyFields(
                json, of: "rule",
                known: ["strike_usd_per_mwh", "curtail_windows", "resume_windows", "immediate_usd_per_mwh", "max_duration_seconds"])
            guard let strike = try fields.number("strike_usd_per_mwh", -Self.mostUSD...Self.mostUSD, "USD/MWh") else {
                throw Self.missing("strike_usd_per_mwh")
            }
            var rule = PriceRule(strikeUSDPerMWh: strike)
            rule.curtailWindows = Int(try fields.integer("curtail_windows", 1...48) ?? 2)
            rule.resumeWindows = Int(try fields.integer("resume_windows", 1...48) ?? 4)
            rule.immediateUSDPerMWh = try fields.number("immediate_usd_per_mwh", -Self.mostUSD...Self.mostUSD, "USD/MWh")
            if let high = rule.immediateUSDPerMWh, high < strike {
                throw PluginError(.invalidArgument, "immediate_usd_per_mwh: expected at least strike_usd_per_mwh.")
            }
            self = .price(rule, mostSeconds: try Self.most(fields))
        case "power_cap":
            let fields = try BodyFields(json, of: "rule", known: ["cap_watts", "margin_percent", "max_duration_seconds"])
            guard let cap = try fields.integer("cap_watts", 1...10_000_000_000_000) else { throw Self.missing("cap_watts") }
            let margin = try fields.number("margin_percent", 0...50, "percent") ?? 3
            self = .powerCap(PowerCapRule(capWatts: cap, marginPercent: margin), mostSeconds: try Self.most(fields))
        default: throw PluginError(.invalidArgument, "kind: expected weekly, price or power_cap, found \"\(kind.prefix(40))\".")
        }
    }

    /// Whether a rule may be given them now. Throws `.invalidArgument` that names the field for hours that last until others of the same rule have
    /// begun; rules from before that was refused may have such.
    func check() throws(PluginError) {
        guard case .weekly(let window) = self, window.durationSeconds > window.leastDistanceSeconds else { return }
        let (seconds, hours) = (window.leastDistanceSeconds, window.leastDistanceSeconds / 3_600)
        throw PluginError(
            .invalidArgument,
            "duration_seconds: expected at most \(seconds) (\(hours) h): longer hours overlap those of the next chosen day.")
    }

    private static func most(_ fields: BodyFields) throws(PluginError) -> Int64 {
        try fields.integer("max_duration_seconds", 60...longestSeconds) ?? usualSeconds
    }

    private static func weekdays(_ value: JSONValue?) throws(PluginError) -> Set<Int> {
        let days = value?.array?.map { $0.integer.flatMap { (1...7).contains($0) ? Int($0) : nil } } ?? []
        guard !days.isEmpty, days.allSatisfy({ $0 != nil }) else {
            throw PluginError(.invalidArgument, "weekdays: expected a list of days from 1 for Monday to 7 for Sunday.")
        }
        return Set(days.compactMap(\.self))
    }

    /// Rules had a fixed lead on UTC before they had zones, and may have one still.
    private static func zone(_ fields: BodyFields) throws(PluginError) -> ZoneName {
        let lead = try fields.integer("utc_offset_minutes", Int64(ZoneName.leads.lowerBound)...Int64(ZoneName.leads.upperBound))
        guard let text = try fields.text("time_zone", 1...60) else { return ZoneName(leadMinutes: Int(lead ?? 0)) }
        guard lead == nil else {
            throw PluginError(.invalidArgument, "utc_offset_minutes: expected either time_zone or utc_offset_minutes, found both.")
        }
        return try ZoneName(text)
    }

    private static func minute(_ text: String?) throws(PluginError) -> Int {
        let parts = text?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { throw PluginError(.invalidArgument, "start: expected a local time as 17:30.") }
        return hour * 60 + minute
    }

    private static func missing(_ name: String) -> PluginError { PluginError(.invalidArgument, "\(name): missing.") }
}
