import PluginKit

/// A rule as it is stored, for the interface and its page.
struct AlertRuleView: RowDecodable, Sendable {
    let id: Int64
    let name: String
    let kind: AlertKind
    let threshold: Double
    let siteId: Int64?
    let site: String?
    let modelId: String?
    let model: String?
    let severity: AlertSeverity
    let delayMinutes: Int64
    let repeatMinutes: Int64
    let quiet: QuietHours?
    let zone: ZoneName
    let tellsRecovery: Bool
    let mailTo: [String]
    let webhookURL: String
    let webhookIsGone: Bool
    let language: String
    let isEnabled: Bool
    let lastNotifiedAt: Timestamp?
    let openAlerts: Int64

    init(row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        kind = AlertKind(rawValue: try row["kind"]) ?? .offline
        threshold = try row["threshold"]
        siteId = try row.integer("site_id")
        site = try row.text("site")
        modelId = try row.text("model_id")
        model = try row.text("model")
        severity = AlertSeverity(rawValue: try row["severity"]) ?? .warning
        delayMinutes = try row["delay_seconds"] / 60
        repeatMinutes = try row["repeat_seconds"] / 60
        quiet =
            if let from = try row.integer("quiet_from_minute"), let until = try row.integer("quiet_until_minute") {
                QuietHours(from: from, until: until)
            } else { nil }
        zone = ZoneName(stored: try row["time_zone"])
        tellsRecovery = try row["tells_recovery"]
        mailTo = AlertRule.lines(try row["mail_to"])
        webhookURL = try row["webhook_url"]
        webhookIsGone = try row["webhook_is_gone"]
        language = try row["language"]
        isEnabled = try row["is_enabled"]
        lastNotifiedAt = try row.timestamp("last_notified_at")
        openAlerts = try row["open_alerts"]
    }

    /// Writes the fields that a draft has, under the same names.
    func writeDraft(to json: inout JSONWriter) {
        json.field("name", name)
        json.field("kind", kind.rawValue)
        json.field("threshold", kind.thresholds == nil ? nil : threshold)
        json.field("site_id", siteId.map(String.init))
        json.field("model", modelId)
        json.field("severity", severity.rawValue)
        json.field("delay_minutes", delayMinutes)
        json.field("repeat_minutes", repeatMinutes)
        json.field("quiet_from", quiet.map { QuietHours.text($0.from) })
        json.field("quiet_until", quiet.map { QuietHours.text($0.until) })
        json.field("time_zone", zone.text)
        json.field("tells_recovery", tellsRecovery)
        json.array("mail_to") { json in
            for address in mailTo { json.value(address) }
        }
        json.field("webhook_url", webhookURL)
        json.field("language", language)
        json.field("is_enabled", isEnabled)
    }

    /// Writes the fields of the JSON answer.
    func write(to json: inout JSONWriter) {
        json.field("id", String(id))
        writeDraft(to: &json)
        json.field("site", site)
        json.field("webhook_is_gone", webhookIsGone)
        json.field("open_alerts", openAlerts)
        json.field("last_notified_at", lastNotifiedAt)
    }

    /// The fields of a draft as they are after `changes`: what these do not name stays. Throws `.invalidArgument` for anything but an object.
    func changed(by changes: JSONValue) throws(PluginError) -> JSONValue {
        guard let given = changes.object else { throw PluginError(.invalidArgument, "Expected a JSON object with the rule's fields.") }
        var stored = JSONWriter(capacity: 512)
        stored.object { writeDraft(to: &$0) }
        var json = JSONWriter(capacity: 512)
        let before = try JSONValue(parsing: stored.bytes).object ?? JSONObject()
        json.object { json in
            for field in given.fields { json.field(field.name, field.value) }
            for field in before.fields where given[field.name] == nil { json.field(field.name, field.value) }
        }
        return try JSONValue(parsing: json.bytes)
    }
}
