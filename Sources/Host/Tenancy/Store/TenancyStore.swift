import PostgresClient

/// The statements of this module over the host's pool. One place, so that everything above it speaks of tenants, not rows.
struct TenancyStore: Sendable {
    let pool: PostgresPool

    init(pool: PostgresPool) { self.pool = pool }

    /// Runs one statement as a transaction of its own, in one round trip.
    func rows(_ sql: String, _ parameters: [PostgresValue] = []) async throws(PostgresError) -> RowBatch {
        let results = try await pool.execute([(Statement(sql), parameters)])
        return results[0].rows
    }

    /// Runs `body` in one transaction on a session of its own; any error rolls everything back.
    func transaction<Result: Sendable>(_ body: @Sendable (TenancyTransaction) async throws -> Result) async throws -> Result {
        try await pool.withSession { session in
            try await session.transaction { session in try await body(TenancyTransaction(session: session)) }
        }
    }
}
