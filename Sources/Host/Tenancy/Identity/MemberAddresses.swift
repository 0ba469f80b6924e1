package import HostData
import PostgresClient

/// Which addresses are a tenant's own: for mails of its plugins.
package struct MemberAddresses: Sendable {
    private let store: TenancyStore

    package init(database: Database) { store = TenancyStore(pool: database.host) }

    /// Of these addresses, in lower case, those of the tenant's members who may sign in now.
    ///
    /// - Parameter deadlineNanos: Absolute, CLOCK_MONOTONIC.
    /// - Throws: `PostgresError`, `CancellationError`.
    package func members(of tenant: TenantKey, among addresses: [String], deadlineNanos: UInt64) async throws -> Set<String> {
        let rows = try await store.pool.execute(
            [
                (
                    Statement(
                        """
                        SELECT email FROM app.members
                        WHERE tenant_id = $1::bigint AND email IN (SELECT json_array_elements_text($2::text::json))
                        AND disabled_at IS NULL AND (access_start IS NULL OR access_start <= now())
                        AND (access_end IS NULL OR access_end > now())
                        """), [.int(tenant.rawValue), .text(JSONWriter.array(addresses.map(JSONWriter.string)))]
                )
            ], deadlineNanos: deadlineNanos)[0].rows
        return Set(try rows.decode { try $0.text(0) })
    }
}
