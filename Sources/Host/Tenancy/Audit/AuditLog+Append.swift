package import PostgresClient

extension AuditLog {
    /// Adds an entry within the session's open transaction. Call it last: other writers of the audit wait until the transaction ends.
    /// - Throws: `PostgresError`.
    package static func append(_ event: AuditEvent, _ origin: ChangeOrigin, in session: PostgresSession) async throws {
        try await TenancyTransaction(session: session).audit(event, origin)
    }
}
