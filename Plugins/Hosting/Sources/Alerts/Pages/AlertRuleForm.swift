import PluginKit

/// The fields of a rule as a form shows and sends them. Pure.
struct AlertRuleForm: Sendable {
    private let texts: [String: String]

    /// What a form has sent.
    init(_ texts: [String: String]) { self.texts = texts }

    /// An empty form, with what most rules want.
    init(language: String) {
        texts = [
            "kind": AlertKind.offline.rawValue, "severity": AlertSeverity.critical.rawValue, "delay_minutes": "10", "repeat_minutes": "60",
            "time_zone": "UTC", "tells_recovery": "on", "is_enabled": "on", "language": language.hasPrefix("zh") ? "zh-CN" : "en",
        ]
    }

    /// The form of a rule that there is.
    init(_ rule: AlertRuleView) {
        var texts = [
            "name": rule.name, "kind": rule.kind.rawValue, "severity": rule.severity.rawValue, "delay_minutes": String(rule.delayMinutes),
            "repeat_minutes": String(rule.repeatMinutes), "time_zone": rule.zone.text, "webhook_url": rule.webhookURL,
            "language": rule.language, "mail_to": rule.mailTo.joined(separator: "\n"),
        ]
        if rule.kind.thresholds != nil { texts["threshold"] = DisplayNumber.short(rule.threshold, 1) }
        texts["site_id"] = rule.siteId.map(String.init)
        texts["model"] = rule.modelId
        texts["quiet_from"] = rule.quiet.map { QuietHours.text($0.from) }
        texts["quiet_until"] = rule.quiet.map { QuietHours.text($0.until) }
        if rule.tellsRecovery { texts["tells_recovery"] = "on" }
        if rule.isEnabled { texts["is_enabled"] = "on" }
        self.texts = texts
    }

    /// The same as JSON of a draft: an empty field is one that is not there, a box that is not ticked is false.
    func json() throws(PluginError) -> JSONValue {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            for name in [
                "name", "kind", "severity", "site_id", "model", "quiet_from", "quiet_until", "time_zone", "webhook_url", "language",
            ] {
                if let text = texts[name], !text.isEmpty { json.field(name, text) }
            }
            for name in ["threshold", "delay_minutes", "repeat_minutes"] {
                guard let text = texts[name], !text.isEmpty else { continue }
                // What is no number goes as it is, and is refused with its name.
                if let whole = Int64(text) {
                    json.field(name, whole)
                } else if let number = Double(text) {
                    json.field(name, number)
                } else {
                    json.field(name, text)
                }
            }
            for name in ["tells_recovery", "is_enabled"] { json.field(name, texts[name] != nil) }
            json.array("mail_to") { json in
                let separators: Set<Character> = ["\n", "\r", "\r\n", ",", ";", " "]
                for address in (texts["mail_to"] ?? "").split(whereSeparator: separators.contains) { json.value(String(address)) }
            }
        }
        return try JSONValue(parsing: json.bytes)
    }

    /// Writes the data of the partial `alert_rule_fields`.
    func write(sites: Rows, models: Rows, to json: inout JSONWriter) throws {
        try json.object("form") { json in
            for name in [
                "name", "threshold", "delay_minutes", "repeat_minutes", "quiet_from", "quiet_until", "time_zone", "webhook_url", "mail_to",
            ] {
                json.field(name, texts[name] ?? "")
            }
            for name in ["tells_recovery", "is_enabled"] { json.field(name, texts[name] != nil) }
            choices("kinds", AlertKind.allCases.map(\.rawValue), chosen: texts["kind"], prefix: "kind_", to: &json)
            choices("severities", AlertSeverity.allCases.map(\.rawValue), chosen: texts["severity"], prefix: "severity_", to: &json)
            choices("languages", AlertRuleDraft.languages, chosen: texts["language"], prefix: "language_", to: &json)
            try options("sites", sites, chosen: texts["site_id"], to: &json)
            try options("models", models, chosen: texts["model"], to: &json)
        }
    }

    private func choices(_ name: String, _ values: [String], chosen: String?, prefix: String, to json: inout JSONWriter) {
        json.array(name) { json in
            for value in values {
                json.object { json in
                    json.field("value", value)
                    json.field("is_chosen", value == chosen)
                    json.field(prefix + value, true)
                }
            }
        }
    }

    private func options(_ name: String, _ rows: Rows, chosen: String?, to json: inout JSONWriter) throws {
        try json.array(name) { json in
            for row in rows {
                let value = try row.text("id")
                let label = try row.text("name")
                json.object { json in
                    json.field("value", value)
                    json.field("name", label)
                    json.field("is_chosen", value == chosen)
                }
            }
        }
    }
}
