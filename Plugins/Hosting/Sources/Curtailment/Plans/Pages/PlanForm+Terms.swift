import PluginKit

/// What the planner is told, to and from the fields of the form.
extension PlanForm {
    /// Fields that most plans leave empty.
    static let moreTerms = ["max_switches", "max_per_client", "max_percent_per_client", "cooldown_minutes", "min_power_watts", "exclude"]
    private static let counts = [
        "ramp_down_seconds", "ramp_up_seconds", "batch_size", "max_percent_per_client", "max_switches", "max_per_client", "min_power_watts",
    ]
    private static let minutes = [("min_off_minutes", "min_off_seconds"), ("cooldown_minutes", "cooldown_seconds")]
    /// Terms that the form shows; others are the interface's alone.
    private static let shown = Set(
        ["site", "market", "target_watts", "reduce_to_watts", "ramp_seconds", "fair_share", "measured_power_only", "exclude"] + counts
            + minutes.map(\.1))

    /// Where, how much and within which limits. Throws `.invalidArgument` that names the field.
    ///
    /// - Parameter hasGoal: Whether the form says how much; a power cap says it itself.
    func terms(hasGoal: Bool) throws(PluginError) -> [(name: String, value: JSONValue)] {
        var terms: [(name: String, value: JSONValue)] = []
        if let term = ScopeChoice.term(text("site")) { terms.append(term) }
        if hasGoal {
            guard let watts = try watts("target", unit: "unit") else {
                throw PluginError(.invalidArgument, "target: missing; expected the power to shed.")
            }
            terms.append((text("goal") == "to" ? "reduce_to_watts" : "target_watts", .integer(watts)))
        }
        for (field, name) in PlanForm.minutes {
            if let minutes = try number(field, "minutes") { terms.append((name, .integer(Int64((minutes * 60).rounded())))) }
        }
        for name in PlanForm.counts {
            if let value = try number(name, "a number") { terms.append((name, .integer(Int64(value)))) }
        }
        terms.append(("fair_share", .boolean(isFair)))
        if isMeasuredOnly { terms.append(("measured_power_only", .boolean(true))) }
        if !excluded.isEmpty { terms.append(("exclude", .array(excluded.map { .string(String($0)) }))) }
        return terms
    }

    /// The fields of terms as they are stored, but for the miners that they exclude.
    static func texts(ofTerms terms: JSONValue) -> [String: String] {
        var texts: [String: String] = [:]
        if let watts = terms["target_watts"]?.integer ?? terms["reduce_to_watts"]?.integer {
            (texts["target"], texts["unit"]) = power(watts)
            texts["goal"] = terms["target_watts"] == nil ? "to" : "by"
        }
        for name in counts { texts[name] = terms[name]?.number.map { DisplayNumber.short($0, 2) } ?? "" }
        for name in ["ramp_down_seconds", "ramp_up_seconds"] where texts[name] == "" {
            texts[name] = terms["ramp_seconds"]?.integer.map(String.init) ?? ""
        }
        texts["min_off_minutes"] = minutes(terms["min_off_seconds"]?.integer ?? 0)
        texts["cooldown_minutes"] = terms["cooldown_seconds"]?.integer.map(minutes) ?? ""
        if terms["fair_share"]?.boolean == true { texts["fair_share"] = "1" }
        if terms["measured_power_only"]?.boolean == true { texts["measured_power_only"] = "1" }
        return texts
    }

    /// The terms of a row of `plan_detail`.
    static func terms(of plan: Row) throws -> JSONValue { try plan.json("terms") }

    /// What the plan of a row of `plan_detail` or `plans_page` may choose from.
    static func scope(of plan: Row) throws -> FleetScope {
        FleetScope(siteId: try plan.integer("site_id"), terms: try terms(of: plan))
    }

    /// Ids of the miners that terms exclude.
    static func excluded(byTerms terms: JSONValue) -> [Int64] {
        (terms["exclude"]?.array ?? []).compactMap { $0.integer ?? $0.string.flatMap { Int64($0) } }
    }

    /// The terms that the form does not show.
    static func kept(ofTerms terms: JSONValue) -> [(name: String, value: JSONValue)] {
        (terms.object?.fields ?? []).filter { !shown.contains($0.name) }.map { ($0.name, $0.value) }
    }

    static func minutes(_ seconds: Int64) -> String { DisplayNumber.short(Double(seconds) / 60, 2) }

    /// A power as value and unit of the form, which take each whole number of watts.
    static func power(_ watts: Int64) -> (text: String, unit: String) {
        watts >= 1_000_000 && watts % 1_000 == 0
            ? (DisplayNumber.short(Double(watts) / 1_000_000, 3), "MW") : (DisplayNumber.short(Double(watts) / 1_000, 3), "kW")
    }
}
