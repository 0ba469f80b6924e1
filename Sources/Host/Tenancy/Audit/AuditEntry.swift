/// One line of the audit as stored.
package struct AuditEntry: Sendable, Hashable {
    package let sequence: Int64
    /// RFC 3339 in UTC with microseconds.
    package let at: String
    package let tenantKey: Int64?
    package let actor: String
    package let action: String
    package let subject: String
    package let beforeJSON: String?
    package let afterJSON: String?
    package let requestId: String?
    package let address: String?
    /// SHA-256 over the previous hash and ``canonical``.
    package let hash: [UInt8]

    /// All fields, each with its length in bytes before it.
    var canonical: String {
        [String(sequence), at, tenantKey.map(String.init), actor, action, subject, beforeJSON, afterJSON, requestId, address]
            .map { field in field.map { "\($0.utf8.count):\($0)," } ?? "-," }.joined()
    }
}
