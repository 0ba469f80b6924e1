package import PostgresClient

/// In whose name a statement runs, and which rows it may see. Bound by the host, never by a plugin.
package struct TenantContext: Hashable, Sendable {
    package let tenantId: String
    package let key: TenantKey
    package let sight: ClosedRange<Int64>

    package init(tenantId: String, key: TenantKey) {
        self.init(tenantId: tenantId, key: key, sight: key.sight)
    }

    /// A context with a narrower sight than the tenant's own, such as a provider looking at one client.
    package init(tenantId: String, key: TenantKey, sight: ClosedRange<Int64>) {
        precondition(
            key.sight.contains(sight.lowerBound) && key.sight.contains(sight.upperBound), "a context never sees more than its tenant")
        self.tenantId = tenantId
        self.key = key
        self.sight = sight
    }

    /// Sets the context for the statements that follow in the same implicit transaction; it ends with the transaction.
    package static let statement = Statement(
        "SELECT set_config('app.tenant', $1, true), set_config('app.sight_low', $2, true), set_config('app.sight_high', $3, true)")

    /// As ``statement``, and gives each of those that follow so many milliseconds on the server.
    package static let timedStatement = Statement(
        "SELECT set_config('app.tenant', $1, true), set_config('app.sight_low', $2, true), set_config('app.sight_high', $3, true), "
            + "set_config('statement_timeout', $4, true)")

    /// As ``timedStatement``; its last column is what the server had written to its log by then, in bytes.
    package static let writingStatement = Statement(
        "SELECT set_config('app.tenant', $1, true), set_config('app.sight_low', $2, true), set_config('app.sight_high', $3, true), "
            + "set_config('statement_timeout', $4, true), (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")

    /// What the server has written to its log so far, in bytes. All that a transaction stores in permanent tables goes there first, so
    /// between two readings in one transaction it has stored no more than that.
    package static let writtenStatement = Statement("SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")

    /// The parameters of ``statement``.
    package var parameters: [PostgresValue] {
        [.text(String(key.rawValue)), .text(String(sight.lowerBound)), .text(String(sight.upperBound))]
    }
}
