import PluginKit

/// A maintenance window as somebody wants it: a site or miners, from when until when, and why. Pure.
struct MaintenanceDraft: Sendable {
    enum Subject: Sendable, Equatable {
        case site(Int64)
        case miners(MinerSelection)
    }

    /// No work takes longer than that without another window.
    static let longestSeconds: Int64 = 366 * 86_400

    let subject: Subject
    let from: Timestamp
    let until: Timestamp
    let reason: String

    /// Reads `site_id`, or `miners` or `filter`; `from_at` (now where it is not said), `until_at` or
    /// `duration_minutes`; `reason`. Throws `.invalidArgument`.
    init(_ body: JSONValue, now: Timestamp) throws(PluginError) {
        let fields = try BodyFields(
            body, of: "maintenance window", known: ["site_id", "miners", "filter", "from_at", "until_at", "duration_minutes", "reason"])
        from = try MaintenanceDraft.time("from_at", fields) ?? now
        let minutes = try fields.integer("duration_minutes", 1...MaintenanceDraft.longestSeconds / 60)
        guard let until = try MaintenanceDraft.time("until_at", fields) ?? minutes.map({ [from] in from.adding(seconds: Double($0 * 60)) })
        else { throw PluginError(.invalidArgument, "until_at: missing; expected it or duration_minutes.") }
        guard until > from, until > now else { throw PluginError(.invalidArgument, "until_at: expected a time to come, after from_at.") }
        guard until.micros(since: from) <= MaintenanceDraft.longestSeconds * 1_000_000 else {
            throw PluginError(.invalidArgument, "until_at: expected a window of 366 days at most.")
        }
        self.until = until
        reason = try fields.text("reason", 0...500) ?? ""
        guard let site = fields["site_id"], site != .null else {
            subject = .miners(try MinerSelection(body))
            return
        }
        guard let id = site.integer ?? site.string.flatMap(Int64.init), id > 0 else {
            throw PluginError(.invalidArgument, "site_id: expected the id of a site.")
        }
        guard fields["miners"] == nil, fields["filter"] == nil else {
            throw PluginError(.invalidArgument, "site_id: expected a site or miners, not both.")
        }
        subject = .site(id)
    }

    /// A point as the API has it, or as a browser's field without a zone, which is UTC: `2026-01-31T12:00`.
    private static func time(_ name: String, _ fields: BodyFields) throws(PluginError) -> Timestamp? {
        guard let text = try fields.text(name, 1...40) else { return nil }
        if let point = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + ":00Z") { return point }
        throw PluginError(.invalidArgument, "\(name): expected a time as 2026-01-31T12:00:00Z.")
    }
}
