import PluginKit

/// One message to one receiver, as it is stored before it is sent.
struct AlertMessage: Sendable {
    let ruleId: Int64
    let channel: AlertDelivery.Channel
    let target: String
    let subject: String
    let body: String

    /// Writes the row of `alert_deliveries_add`.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("rule_id", ruleId)
            json.field("channel", channel.rawValue)
            json.field("target", target)
            json.field("subject", subject)
            json.field("body", body)
        }
    }
}

extension AlertNotice {
    /// A mail to each address, so that a wrong one does not keep the others from theirs, and the webhook.
    var messages: [AlertMessage] {
        let (subject, text) = (subject, text)
        var messages = rule.mailTo.map { AlertMessage(ruleId: rule.id, channel: .mail, target: $0, subject: subject, body: text) }
        if let url = rule.webhookURL {
            let body = String(decoding: webhookBody, as: UTF8.self)
            messages.append(AlertMessage(ruleId: rule.id, channel: .webhook, target: url, subject: subject, body: body))
        }
        return messages
    }
}
