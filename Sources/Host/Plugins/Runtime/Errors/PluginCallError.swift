/// Why one call or operation failed.
package struct PluginCallError: Error, Sendable, Equatable, CustomStringConvertible {
    package let status: PluginStatus
    /// For a person: what happened and what was expected.
    package let message: String
    /// Five characters where PostgreSQL gave them.
    package let sqlState: String?
    /// For the log; may name internals.
    package let details: String
    /// The quota that is used up, if that is why.
    package let quota: QuotaRefusal?

    /// When asking again makes sense, of what only the host can know: then the message is for whoever asked.
    package let retryAfterSeconds: Int?

    package init(
        _ status: PluginStatus, _ message: String, sqlState: String? = nil, details: String = "", quota: QuotaRefusal? = nil,
        retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.message = message
        self.sqlState = sqlState
        self.details = details
        self.quota = quota
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// A quota is used up.
    package init(_ refusal: QuotaRefusal) { self.init(.overQuota, refusal.description, quota: refusal) }

    package var description: String {
        "\(status): \(message)" + (sqlState.map { " [\($0)]" } ?? "") + (details.isEmpty ? "" : " (\(details))")
    }
}
