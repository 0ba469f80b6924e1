import PluginKit

/// When somebody wants to be told what.
struct AlertRule: Sendable {
    let id: Int64
    let name: String
    let kind: AlertKind
    /// In the kind's unit; 0 where it has none.
    let threshold: Double
    /// Only miners of this site; nil for all.
    let siteId: Int64?
    /// Only miners of this model; nil for all.
    let modelId: String?
    let severity: AlertSeverity
    /// So long it must last before the rule fires.
    let delaySeconds: Int64
    /// While it lasts and nobody has acknowledged it, it is told again after so long; 0 for never.
    let repeatSeconds: Int64
    let quiet: QuietHours?
    /// The minute of the day, in the rule's time zone, at which it is evaluated.
    let localMinute: Int64
    let tellsRecovery: Bool
    /// Addresses of members.
    let mailTo: [String]
    /// Nil where there is none, or where its receiver said that it wants no more.
    let webhookURL: String?
    /// The language of its mails, BCP 47.
    let language: String
    let lastNotifiedAt: Timestamp?
    /// When all that stood open was last told again.
    let lastRepeatedAt: Timestamp?

    /// Whether it is about a miner.
    func covers(_ miner: MinerCondition) -> Bool {
        (siteId == nil || siteId == miner.siteId) && (modelId == nil || modelId == miner.modelId)
    }
}

extension AlertRule: RowDecodable {
    init(row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        let (kind, severity) = (try row["kind"] as String, try row["severity"] as String)
        guard let knownKind = AlertKind(rawValue: kind), let knownSeverity = AlertSeverity(rawValue: severity) else {
            throw PluginError(
                .internal, "The rule \(id) has the kind \(kind) and the severity \(severity), which this version does not know.")
        }
        (self.kind, self.severity) = (knownKind, knownSeverity)
        threshold = try row["threshold"]
        siteId = try row.integer("site_id")
        modelId = try row.text("model_id")
        delaySeconds = try row["delay_seconds"]
        repeatSeconds = try row["repeat_seconds"]
        quiet =
            if let from = try row.integer("quiet_from_minute"), let until = try row.integer("quiet_until_minute") {
                QuietHours(from: from, until: until)
            } else { nil }
        localMinute = try row["local_minute"]
        tellsRecovery = try row["tells_recovery"]
        mailTo = AlertRule.lines(try row["mail_to"])
        let url: String = try row["webhook_url"]
        let isGone: Bool = try row["webhook_is_gone"]
        webhookURL = url.isEmpty || isGone ? nil : url
        language = try row["language"]
        lastNotifiedAt = try row.timestamp("last_notified_at")
        lastRepeatedAt = try row.timestamp("last_repeated_at")
    }

    /// Addresses as they are stored, one a line.
    static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}
