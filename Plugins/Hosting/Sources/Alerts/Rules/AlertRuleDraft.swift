import PluginKit

/// A rule as somebody wants it, read from JSON and checked. Pure.
struct AlertRuleDraft: Sendable {
    let name: String
    let kind: AlertKind
    let threshold: Double
    let siteId: Int64?
    let modelId: String?
    let severity: AlertSeverity
    let delayMinutes: Int64
    let repeatMinutes: Int64
    let quiet: QuietHours?
    let zone: ZoneName
    let tellsRecovery: Bool
    let mailTo: [String]
    let webhookURL: String
    let language: String
    let isEnabled: Bool

    static let known: Set<String> = [
        "name", "kind", "threshold", "site_id", "model", "severity", "delay_minutes", "repeat_minutes", "quiet_from", "quiet_until",
        "time_zone", "tells_recovery", "mail_to", "webhook_url", "language", "is_enabled",
    ]
    static let languages = ["en", "zh-CN"]
    private static let mostAddresses = 20

    /// Reads an object; `language` is that of its mails where it names none. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue, language: String) throws(PluginError) {
        let fields = try BodyFields(json, of: "rule", known: AlertRuleDraft.known)
        guard let name = try fields.text("name", 1...100), !name.isEmpty else { throw PluginError(.invalidArgument, "name: missing.") }
        self.name = name
        kind = try AlertRuleDraft.choice("kind", fields) ?? .offline
        severity = try AlertRuleDraft.choice("severity", fields) ?? .warning
        threshold = try AlertRuleDraft.threshold(fields, kind)
        siteId = try AlertRuleDraft.site(fields)
        let model = try fields.text("model", 0...100)
        modelId = model == "" ? nil : model
        delayMinutes = try fields.integer("delay_minutes", 0...10_080) ?? 10
        repeatMinutes = try fields.integer("repeat_minutes", 0...43_200) ?? 60
        if repeatMinutes > 0, repeatMinutes < 5 {
            throw PluginError(.invalidArgument, "repeat_minutes: expected 0 for never, or 5 and more.")
        }
        quiet = try AlertRuleDraft.quiet(fields)
        zone = try fields.text("time_zone", 1...60).map { (text) throws(PluginError) in try ZoneName(text) } ?? .utc
        tellsRecovery = try fields.boolean("tells_recovery") ?? true
        mailTo = try AlertRuleDraft.addresses(fields)
        webhookURL = try AlertRuleDraft.url(fields)
        let wanted = try fields.text("language", 1...20) ?? (language.hasPrefix("zh") ? "zh-CN" : "en")
        guard AlertRuleDraft.languages.contains(wanted) else {
            throw PluginError(.invalidArgument, "language: expected one of \(AlertRuleDraft.languages.joined(separator: ", ")).")
        }
        self.language = wanted
        isEnabled = try fields.boolean("is_enabled") ?? true
    }

    // MARK: Fields

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ fields: BodyFields
    ) throws(PluginError) -> Choice? where Choice.RawValue == String {
        guard let text = try fields.text(name, 1...40) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw PluginError(
                .invalidArgument, "\(name): expected one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")), found \"\(text)\".")
        }
        return choice
    }

    private static func threshold(_ fields: BodyFields, _ kind: AlertKind) throws(PluginError) -> Double {
        guard let range = kind.thresholds else { return 0 }
        guard let threshold = try fields.number("threshold", range, kind.unit) else {
            throw PluginError(
                .invalidArgument, "threshold: expected a number of \(kind.unit) from \(range.lowerBound) to \(range.upperBound).")
        }
        return threshold
    }

    private static func site(_ fields: BodyFields) throws(PluginError) -> Int64? {
        guard let site = fields["site_id"], site != .null, site.string != "" else { return nil }
        guard let number = site.integer ?? site.string.flatMap(Int64.init), number > 0 else {
            throw PluginError(.invalidArgument, "site_id: expected the id of a site, or null for all.")
        }
        return number
    }

    private static func quiet(_ fields: BodyFields) throws(PluginError) -> QuietHours? {
        var minutes: [Int64] = []
        for name in ["quiet_from", "quiet_until"] {
            guard let text = try fields.text(name, 0...5), !text.isEmpty else { continue }
            guard let minute = QuietHours.minute(text) else {
                throw PluginError(.invalidArgument, "\(name): expected a time of day such as 22:30, found \"\(text)\".")
            }
            minutes.append(minute)
        }
        guard !minutes.isEmpty else { return nil }
        guard minutes.count == 2, minutes[0] != minutes[1] else {
            throw PluginError(.invalidArgument, "quiet_until: expected two different times of day, or neither quiet_from nor quiet_until.")
        }
        return QuietHours(from: minutes[0], until: minutes[1])
    }

    private static func addresses(_ fields: BodyFields) throws(PluginError) -> [String] {
        guard let given = fields["mail_to"], given != .null else { return [] }
        guard let list = given.array, list.count <= mostAddresses else {
            throw PluginError(.invalidArgument, "mail_to: expected a list of at most \(mostAddresses) addresses.")
        }
        var addresses: [String] = []
        for item in list {
            guard let text = item.string, isAddress(text) else {
                throw PluginError(
                    .invalidArgument, "mail_to: expected an address such as ana@example.org, found \"\((item.string ?? "").prefix(60))\".")
            }
            if !addresses.contains(text) { addresses.append(text) }
        }
        return addresses
    }

    /// Whether it may be an address; the host, which knows the members, has the last word.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return text.utf8.count <= 254 && parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
            && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    private static func url(_ fields: BodyFields) throws(PluginError) -> String {
        guard let text = try fields.text("webhook_url", 0...2_000), !text.isEmpty else { return "" }
        let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
        guard let scheme, text.utf8.count > scheme.utf8.count, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw PluginError(.invalidArgument, "webhook_url: expected an address such as https://hooks.example.org/alerts.")
        }
        return text
    }

    /// Writes the columns of a row.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("kind", kind.rawValue)
            json.field("threshold", threshold)
            json.field("site_id", siteId)
            json.field("model_id", modelId)
            json.field("severity", severity.rawValue)
            json.field("delay_seconds", delayMinutes * 60)
            json.field("repeat_seconds", repeatMinutes * 60)
            json.field("quiet_from_minute", quiet?.from)
            json.field("quiet_until_minute", quiet?.until)
            json.field("time_zone", zone.stored)
            json.field("tells_recovery", tellsRecovery)
            json.field("mail_to", mailTo.joined(separator: "\n"))
            json.field("webhook_url", webhookURL)
            json.field("language", language)
            json.field("is_enabled", isEnabled)
        }
    }
}
