package import PostgresClient

/// The lock under which tenants, members and instances are changed; for others whose change depends on them.
package enum TenancyLock {
    /// Waits until no other host changes them, and keeps it so until the session's open transaction ends.
    /// - Throws: `PostgresError`.
    package static func take(in session: PostgresSession) async throws { try await TenancyTransaction(session: session).lockTenancy() }
}
