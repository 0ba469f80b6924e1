import PluginKit

/// The form of a plan: texts as a browser sent them, or of a plan that there is, and the JSON of the interface that they mean. Pure.
struct PlanForm: Sendable {
    /// By field; what was not sent has its default.
    let texts: [String: String]
    /// Of the miners whose serial numbers stand in `exclude`.
    var excluded: [Int64] = []
    /// Terms that only the interface sets: a change by the form leaves them.
    var kept: [(name: String, value: JSONValue)] = []

    static let defaults: [String: String] = [
        "name": "", "site": "", "goal": "by", "target": "", "unit": "kW", "starts_at": "", "duration_minutes": "60",
        "ramp_down_seconds": "60", "ramp_up_seconds": "300", "batch_size": "50", "min_off_minutes": "0", "tolerance_percent": "1",
        "max_percent_per_client": "", "max_switches": "", "max_per_client": "", "cooldown_minutes": "", "min_power_watts": "",
        "exclude": "",
    ]
    /// Names of the interface that the form has under others.
    static let otherNames = [
        "target_watts": "target", "reduce_to_watts": "target", "duration_seconds": "duration_minutes", "ends_at": "starts_at",
        "min_off_seconds": "min_off_minutes", "cooldown_seconds": "cooldown_minutes", "market": "site",
    ]
    private static let fields = FormFields(name: "f", fields: defaults.keys.sorted(), otherNames: otherNames)

    /// An empty form, or what one has sent.
    init(_ sent: [String: String] = [:]) { texts = PlanForm.defaults.merging(sent) { _, sent in sent } }

    /// The form of a plan as it is stored, a row of `plan_detail`.
    ///
    /// - Parameter exclude: Serial numbers of the miners that it leaves alone.
    init(_ plan: Row, terms: JSONValue, exclude: String) throws {
        var texts = PlanForm.texts(ofTerms: terms)
        texts["name"] = try plan["name"]
        texts["site"] = ScopeChoice.text(FleetScope(siteId: try plan.integer("site_id"), terms: terms))
        // What the field of a browser shows: no zone, which is UTC here.
        texts["starts_at"] = try plan.timestamp("starts_at").map { String($0.rfc3339.prefix(19)) } ?? ""
        texts["duration_minutes"] = PlanForm.minutes(try plan["duration_seconds"])
        texts["tolerance_percent"] = DisplayNumber.short(try plan["tolerance_percent"], 2)
        texts["revision"] = String(try plan["revision"] as Int64)
        texts["exclude"] = exclude
        self.init(texts)
    }

    func text(_ name: String) -> String { texts[name] ?? "" }

    /// Whether every client is to shed its share.
    var isFair: Bool { texts["fair_share"] != nil }
    /// Whether miners whose power is only estimated stay on.
    var isMeasuredOnly: Bool { texts["measured_power_only"] != nil }

    /// The body that the interface would be sent. Throws `.invalidArgument` that names the field for what is no number.
    func json() throws(PluginError) -> JSONValue {
        var json = JSONWriter()
        let terms = try terms(hasGoal: true)
        let duration = try number("duration_minutes", "minutes")
        let tolerance = try number("tolerance_percent", "percent")
        json.object { json in
            if !text("name").isEmpty { json.field("name", text("name")) }
            if let revision = Int64(text("revision")) { json.field("revision", revision) }
            if !text("starts_at").isEmpty {
                // A browser's field names no zone, which is UTC here, and leaves the seconds out where there are none.
                let given = text("starts_at")
                json.field("starts_at", given.count == 16 ? "\(given):00Z" : given.count == 19 ? "\(given)Z" : given)
            }
            if let duration { json.field("duration_seconds", Int64((duration * 60).rounded())) }
            if let tolerance { json.field("tolerance_percent", tolerance) }
            for (name, value) in kept + terms { json.field(name, value) }
        }
        return try JSONValue(parsing: json.bytes)
    }

    /// A power in whole watts, given in another field's unit; nil where none is.
    func watts(_ name: String, unit: String) throws(PluginError) -> Int64? {
        try number(name, "a power").map { Int64(($0 * (text(unit) == "MW" ? 1_000_000 : 1_000)).rounded()) }
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
            writeChoices(refusal, to: &json)
        }
    }

    /// Writes which of the choices of `target_fields`, `pace_fields` and `more_terms` are made.
    func writeChoices(_ refusal: PluginError?, to json: inout JSONWriter) {
        json.field("is_fair", isFair)
        json.field("is_to", text("goal") == "to")
        json.field("is_megawatts", text("unit") == "MW")
        json.field("is_measured_only", isMeasuredOnly)
        let bad = refusal?.field.map { PlanForm.otherNames[$0] ?? $0 } ?? ""
        json.field("has_more_terms", isMeasuredOnly || PlanForm.moreTerms.contains { $0 == bad || !text($0).isEmpty })
    }
}
