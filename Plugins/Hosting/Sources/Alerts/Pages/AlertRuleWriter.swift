import PluginKit

/// Writes rules and deliveries for a page.
enum AlertRuleWriter {
    static func write(_ rule: AlertRuleView, to json: inout JSONWriter) {
        json.field("id", String(rule.id))
        json.field("name", rule.name)
        json.field("kind_\(rule.kind.rawValue)", true)
        json.field("severity_\(rule.severity.rawValue)", true)
        json.field("severity_class", severityClass(rule.severity))
        if rule.kind.thresholds != nil {
            json.field("limit", DisplayNumber.short(rule.threshold, 1))
            json.field("unit", rule.kind.unit)
        }
        json.field("site", rule.site)
        json.field("model", rule.model)
        json.field("delay_minutes", rule.delayMinutes)
        if rule.repeatMinutes > 0 { json.field("repeat_minutes", rule.repeatMinutes) }
        if let quiet = rule.quiet {
            json.field("quiet", "\(QuietHours.text(quiet.from))–\(QuietHours.text(quiet.until)) \(rule.zone.text)")
        }
        json.field("mails", rule.mailTo.count)
        json.field("has_mails", !rule.mailTo.isEmpty)
        json.field("has_webhook", !rule.webhookURL.isEmpty && !rule.webhookIsGone)
        json.field("webhook_is_gone", rule.webhookIsGone)
        json.field("has_no_channel", rule.mailTo.isEmpty && (rule.webhookURL.isEmpty || rule.webhookIsGone))
        json.field("is_enabled", rule.isEnabled)
        json.field("open_alerts", rule.openAlerts)
        json.field("has_open", rule.openAlerts > 0)
        if let time = rule.lastNotifiedAt { DisplayTime.write("last_notified", time, to: &json) }
    }

    static func write(delivery row: Row, to json: inout JSONWriter) throws {
        for name in ["channel", "target", "subject", "attempts", "last_error", "rule"] { json.field(name, try row.cell(name)) }
        let state: String = try row["state"]
        json.field("is_\(state)", true)
        json.field("delivery_class", state == "sent" ? "state-fine" : state == "failed" ? "state-unreachable" : "state-low")
        DisplayTime.write("made", try row["made_at"], to: &json)
        if let next = try row.timestamp("next_attempt_at") { DisplayTime.write("next", next, to: &json) }
    }

    /// The class that gives a severity its colour.
    static func severityClass(_ severity: AlertSeverity) -> String {
        switch severity {
        case .info: "state-paused"
        case .warning: "state-low"
        case .critical: "state-unreachable"
        }
    }
}
