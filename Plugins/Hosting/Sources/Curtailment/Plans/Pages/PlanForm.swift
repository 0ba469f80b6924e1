import PluginKit

/// The form of a new plan: texts as a browser sent them, and the JSON of the interface that they mean. Pure.
struct PlanForm: Sendable {
    /// By field; what was not sent has its default.
    let texts: [String: String]

    static let defaults: [String: String] = [
        "name": "", "site": "", "goal": "by", "target": "", "unit": "kW", "starts_at": "", "duration_minutes": "60",
        "ramp_down_seconds": "60", "ramp_up_seconds": "300", "batch_size": "50", "min_off_minutes": "0", "tolerance_percent": "1",
        "max_percent_per_client": "",
    ]
    private static let fields = FormFields(
        name: "f", fields: defaults.keys.sorted(),
        otherNames: [
            "target_watts": "target", "reduce_to_watts": "target", "duration_seconds": "duration_minutes", "ends_at": "starts_at",
            "min_off_seconds": "min_off_minutes",
        ])

    /// An empty form, or what one has sent.
    init(_ sent: [String: String] = [:]) { texts = PlanForm.defaults.merging(sent) { _, sent in sent } }

    func text(_ name: String) -> String { texts[name] ?? "" }

    /// Whether every client is to shed its share.
    var isFair: Bool { texts["fair_share"] != nil }

    /// The body that the interface would be sent. Throws `.invalidArgument` that names the field for what is no number.
    func json() throws(PluginError) -> JSONValue {
        var json = JSONWriter()
        let terms = try terms(hasGoal: true)
        let duration = try number("duration_minutes", "minutes")
        let tolerance = try number("tolerance_percent", "percent")
        json.object { json in
            if !text("name").isEmpty { json.field("name", text("name")) }
            if !text("starts_at").isEmpty {
                // A browser's field names no zone, which is UTC here, and leaves the seconds out where there are none.
                let given = text("starts_at")
                json.field("starts_at", given.count == 16 ? "\(given):00Z" : given.count == 19 ? "\(given)Z" : given)
            }
            if let duration { json.field("duration_seconds", Int64(duration * 60)) }
            if let tolerance { json.field("tolerance_percent", tolerance) }
            for (name, value) in terms { json.field(name, value) }
        }
        return try JSONValue(parsing: json.bytes)
    }

    /// What the planner is told: where, how much and within which limits. Throws `.invalidArgument` that names the field.
    ///
    /// - Parameter hasGoal: Whether the form says how much; a power cap says it itself.
    func terms(hasGoal: Bool) throws(PluginError) -> [(name: String, value: JSONValue)] {
        var terms: [(name: String, value: JSONValue)] = []
        if !text("site").isEmpty { terms.append(("site", .string(text("site")))) }
        if hasGoal {
            guard let watts = try watts("target", unit: "unit") else {
                throw PluginError(.invalidArgument, "target: missing; expected the power to shed.")
            }
            terms.append((text("goal") == "to" ? "reduce_to_watts" : "target_watts", .integer(watts)))
        }
        if let minutes = try number("min_off_minutes", "minutes") { terms.append(("min_off_seconds", .integer(Int64(minutes * 60)))) }
        for name in ["ramp_down_seconds", "ramp_up_seconds", "batch_size", "max_percent_per_client"] {
            if let value = try number(name, "a number") { terms.append((name, .integer(Int64(value)))) }
        }
        terms.append(("fair_share", .boolean(isFair)))
        return terms
    }

    /// A power in watts, given in another field's unit; nil where none is.
    func watts(_ name: String, unit: String) throws(PluginError) -> Int64? {
        try number(name, "a power").map { Int64($0 * (text(unit) == "MW" ? 1_000_000 : 1_000)) }
    }

    /// A number; nil for an empty field.
    func number(_ name: String, _ what: String, from least: Double = 0) throws(PluginError) -> Double? {
        guard !text(name).isEmpty else { return nil }
        guard let value = Double(text(name)), (least...1e9).contains(value) else {
            throw PluginError(.invalidArgument, "\(name): expected \(what), found \"\(text(name).prefix(40))\".")
        }
        return value
    }

    /// Writes the fields as the template places them.
    func write(_ refusal: PluginError?, language: String, to json: inout JSONWriter) {
        json.object("f") { json in
            PlanForm.fields.write(refusal, language: language, to: &json, text)
            writeChoices(to: &json)
        }
    }

    /// Writes which of the choices of `target_fields` and `pace_fields` are made.
    func writeChoices(to json: inout JSONWriter) {
        json.field("is_fair", isFair)
        json.field("is_to", text("goal") == "to")
        json.field("is_megawatts", text("unit") == "MW")
    }
}
