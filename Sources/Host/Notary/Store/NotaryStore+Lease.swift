package import PostgresClient

extension NotaryStore {
    private static let take: Statement = """
        UPDATE app.notary_lease SET holder = $1::uuid, host = $2, fence = fence + CASE WHEN holder = $1::uuid THEN 0 ELSE 1 END,
            lease_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE holder = $1::uuid OR holder IS NULL OR lease_until < clock_timestamp() RETURNING fence
        """
    private static let goOn: Statement = """
        UPDATE app.notary_lease SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE holder = $1::uuid AND fence = $2 AND lease_until > '-infinity' RETURNING 1
        """
    private static let giveBack: Statement =
        "UPDATE app.notary_lease SET lease_until = '-infinity' WHERE holder = $1::uuid"

    /// Takes the lease, or goes on with it; nil while another host has it.
    /// - Parameter holder: The host's own mark, a UUID of this run of it.
    package func acquire(holder: String, milliseconds: Int) async throws(PostgresError) -> NotaryLease? {
        let rows = try await pool.query(Self.take, .text(holder), .text(host), .int(Int64(milliseconds)))
        guard rows.rowCount == 1, let fence = rows.integer(row: 0, column: 0) else { return nil }
        return NotaryLease(holder: holder, fence: fence)
    }

    /// Goes on with a lease; false if another host has taken over, or it was given back.
    package func renew(_ lease: NotaryLease, milliseconds: Int) async throws(PostgresError) -> Bool {
        try await pool.query(Self.goOn, .text(lease.holder), .int(lease.fence), .int(Int64(milliseconds))).rowCount == 1
    }

    /// Lets another host take over at once.
    package func release(holder: String) async throws(PostgresError) { _ = try await pool.query(Self.giveBack, .text(holder)) }
}
