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

    /// An empty form, or the body of one.
    init(_ body: ArraySlice<UInt8> = []) {
        let sent = Dictionary(QueryString.items(body).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        texts = PlanForm.defaults.merging(sent) { _, sent in sent.trimmingSpaces }
    }

    func text(_ name: String) -> String { texts[name] ?? "" }

    /// Whether every client is to shed its share.
    var isFair: Bool { texts["fair_share"] != nil }

    /// The body that the interface would be sent. Throws `.invalidArgument` that names the field for what is no number.
    func json() throws(PluginError) -> JSONValue {
        var json = JSONWriter()
        let target = try number("target", "a power")
        guard let target else { throw PluginError(.invalidArgument, "target: missing; expected the power to shed.") }
        let watts = Int64(target * (text("unit") == "MW" ? 1_000_000 : 1_000))
        let minutes: [(String, String)] = [("duration_minutes", "duration_seconds"), ("min_off_minutes", "min_off_seconds")]
        let whole = ["ramp_down_seconds", "ramp_up_seconds", "batch_size", "max_percent_per_client"]
        var numbers: [(String, Int64)] = []
        for (field, name) in minutes {
            if let value = try number(field, "minutes") { numbers.append((name, Int64(value * 60))) }
        }
        for name in whole {
            if let value = try number(name, "a number") { numbers.append((name, Int64(value))) }
        }
        let tolerance = try number("tolerance_percent", "percent")
        json.object { json in
            if !text("name").isEmpty { json.field("name", text("name")) }
            if !text("site").isEmpty { json.field("site", text("site")) }
            json.field(text("goal") == "to" ? "reduce_to_watts" : "target_watts", watts)
            if !text("starts_at").isEmpty {
                // Browsers leave the seconds out where there are none, and never name a zone: the form's times are UTC.
                let given = text("starts_at")
                json.field("starts_at", given.count == 16 ? "\(given):00Z" : given.count == 19 ? "\(given)Z" : given)
            }
            for (name, value) in numbers { json.field(name, value) }
            if let tolerance { json.field("tolerance_percent", tolerance) }
            json.field("fair_share", isFair)
        }
        return try JSONValue(parsing: json.bytes)
    }

    private func number(_ name: String, _ what: String) throws(PluginError) -> Double? {
        guard !text(name).isEmpty else { return nil }
        guard let value = Double(text(name)), (0...1e9).contains(value) else {
            throw PluginError(.invalidArgument, "\(name): expected \(what), found \"\(text(name).prefix(40))\".")
        }
        return value
    }

    /// Writes the fields as the template places them.
    func write(to json: inout JSONWriter) {
        json.object("f") { json in
            for name in PlanForm.defaults.keys.sorted() { json.field(name, text(name)) }
            json.field("is_fair", isFair)
            json.field("is_to", text("goal") == "to")
            json.field("is_megawatts", text("unit") == "MW")
        }
    }
}
