import PluginKit

/// One message of a notice to one receiver, claimed for an attempt.
struct AlertDelivery: RowDecodable, Sendable {
    enum Channel: String, Sendable {
        case mail, webhook
    }

    let id: Int64
    let ruleId: Int64
    let channel: Channel
    /// An address or a URL.
    let target: String
    let subject: String
    let body: String
    /// This one counted.
    let attempts: Int64

    init(id: Int64, ruleId: Int64, channel: Channel, target: String, subject: String, body: String, attempts: Int64) {
        (self.id, self.ruleId, self.channel, self.target) = (id, ruleId, channel, target)
        (self.subject, self.body, self.attempts) = (subject, body, attempts)
    }

    init(row: Row) throws {
        let channel: String = try row["channel"]
        self.init(
            id: try row["id"], ruleId: try row["rule_id"], channel: channel == Channel.webhook.rawValue ? .webhook : .mail,
            target: try row["target"], subject: try row["subject"], body: try row["body"], attempts: try row["attempts"])
    }

    /// By which a receiver knows that two attempts are one message.
    var reference: String { "alert-\(id)" }
}
