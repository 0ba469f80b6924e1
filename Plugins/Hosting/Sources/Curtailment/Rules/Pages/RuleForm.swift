import PluginKit

/// The form of a rule: texts as a browser sent them, or of a rule that there is, and the JSON of the interface that they mean. Pure.
struct RuleForm: Sendable {
    static let kinds = ["weekly", "price", "power_cap"]
    private static let days = 1...7

    /// What the plans of the rule are to reach is asked for as in the form of a plan.
    private(set) var plan: PlanForm
    private let weekdays: Set<String>

    private static let ownDefaults: [String: String] = [
        "kind": "weekly", "start": "17:00", "time_zone": "UTC", "strike_usd_per_mwh": "", "immediate_usd_per_mwh": "",
        "curtail_windows": "2", "resume_windows": "4", "cap": "", "cap_unit": "MW", "margin_percent": "3", "max_minutes": "1440",
    ]
    private static let fields = FormFields(
        name: "f", fields: ownDefaults.keys.sorted() + PlanForm.defaults.keys.sorted() + ["weekdays"],
        otherNames: PlanForm.otherNames.merging(["cap_watts": "cap", "max_duration_seconds": "max_minutes"]) { _, own in own })

    /// An empty form.
    init() { (plan, weekdays) = (PlanForm(RuleForm.ownDefaults), ["1", "2", "3", "4", "5"]) }

    /// What a form has sent.
    ///
    /// - Parameter terms: Of the rule that it changes.
    init(_ form: PostedForm, changing terms: JSONValue? = nil) {
        plan = PlanForm(RuleForm.ownDefaults.merging(form.texts) { _, sent in sent })
        weekdays = Set(form.all("weekday"))
        if let terms { plan.kept = PlanForm.kept(ofTerms: terms) }
    }

    /// The form of a rule as it is stored.
    ///
    /// - Parameter exclude: Serial numbers of the miners that its plans leave alone.
    init(_ rule: RuleRecord, exclude: String) {
        var texts = RuleForm.ownDefaults.merging(PlanForm.texts(ofTerms: rule.terms)) { _, given in given }
        texts["exclude"] = exclude
        texts["name"] = rule.name
        texts["kind"] = rule.conditions.kind
        texts["site"] = ScopeChoice.text(FleetScope(siteId: rule.siteId, terms: rule.terms))
        var days: Set<String> = []
        switch rule.conditions {
        case .weekly(let window):
            days = Set(window.weekdays.map(String.init))
            texts["start"] = QuietHours.text(Int64(window.startMinute))
            texts["duration_minutes"] = PlanForm.minutes(window.durationSeconds)
            texts["time_zone"] = window.zone.text
        case .price(let price, let seconds):
            texts["strike_usd_per_mwh"] = DisplayNumber.short(price.strikeUSDPerMWh, 2)
            texts["immediate_usd_per_mwh"] = price.immediateUSDPerMWh.map { DisplayNumber.short($0, 2) } ?? ""
            texts["curtail_windows"] = String(price.curtailWindows)
            texts["resume_windows"] = String(price.resumeWindows)
            texts["max_minutes"] = PlanForm.minutes(seconds)
        case .powerCap(let cap, let seconds):
            (texts["cap"], texts["cap_unit"]) = PlanForm.power(cap.capWatts)
            texts["margin_percent"] = DisplayNumber.short(cap.marginPercent, 2)
            texts["max_minutes"] = PlanForm.minutes(seconds)
        }
        (plan, weekdays) = (PlanForm(texts), days)
    }

    /// The body that the interface would be sent. Throws `.invalidArgument` that names the field.
    func json() throws(PluginError) -> JSONValue {
        let kind = plan.text("kind")
        let conditions = try conditions(kind)
        let terms = try plan.terms(hasGoal: kind != "power_cap")
        var json = JSONWriter()
        json.object { json in
            if !plan.text("name").isEmpty { json.field("name", plan.text("name")) }
            json.field("kind", kind)
            json.object("conditions") { json in
                for (name, value) in conditions { json.field(name, value) }
            }
            json.object("terms") { json in
                for (name, value) in plan.kept + terms { json.field(name, value) }
            }
        }
        return try JSONValue(parsing: json.bytes)
    }

    private func conditions(_ kind: String) throws(PluginError) -> [(name: String, value: JSONValue)] {
        var values: [(name: String, value: JSONValue?)] = []
        switch kind {
        case "weekly":
            values = [
                ("weekdays", .array(weekdays.compactMap(Int64.init).sorted().map { .integer($0) })), ("start", .string(plan.text("start"))),
                ("duration_seconds", try seconds("duration_minutes")),
                ("time_zone", plan.text("time_zone").isEmpty ? nil : .string(plan.text("time_zone"))),
            ]
        case "price":
            for name in ["strike_usd_per_mwh", "immediate_usd_per_mwh"] {
                values.append((name, try plan.number(name, "USD/MWh", from: -1e6).map { .number($0) }))
            }
            for name in ["curtail_windows", "resume_windows"] {
                values.append((name, try plan.number(name, "a number").map { .integer(Int64($0)) }))
            }
            values.append(("max_duration_seconds", try seconds("max_minutes")))
        case "power_cap":
            values = [
                ("cap_watts", try plan.watts("cap", unit: "cap_unit").map { .integer($0) }),
                ("margin_percent", try plan.number("margin_percent", "percent").map { .number($0) }),
                ("max_duration_seconds", try seconds("max_minutes")),
            ]
        default: break
        }
        return values.compactMap { name, value in value.map { (name, $0) } }
    }

    private func seconds(_ name: String) throws(PluginError) -> JSONValue? {
        try plan.number(name, "minutes").map { .integer(Int64(($0 * 60).rounded())) }
    }

    /// The form with the miners whose serial numbers stand in `exclude`.
    func excluding(_ ids: [Int64]) -> RuleForm {
        var form = self
        form.plan.excluded = ids
        return form
    }

    /// Writes the data of the partial `rule_fields`.
    func write(_ refusal: PluginError?, sites: Rows, markets: Rows, language: String, to json: inout JSONWriter) throws {
        try json.object("f") { json in
            RuleForm.fields.write(refusal, language: language, to: &json, plan.text)
            plan.writeChoices(refusal, to: &json)
            json.field("is_cap_megawatts", plan.text("cap_unit") == "MW")
            // A power cap says itself how far down.
            json.field("is_target_optional", true)
            for kind in RuleForm.kinds { json.field("is_\(kind)", kind == plan.text("kind")) }
            json.array("days") { json in
                for day in RuleForm.days {
                    json.object { json in
                        json.field("day", day)
                        json.field("day_\(day)", true)
                        json.field("is_chosen", weekdays.contains(String(day)))
                    }
                }
            }
            try ScopeChoice.write(sites: sites, markets: markets, chosen: plan.text("site"), to: &json)
        }
    }
}
