package import Ethereum
package import HostData
internal import PostgresClient

extension NotaryStore {
    /// Leaves of one tenant that may wait at once.
    package static let maximumWaiting = 64

    private static let submit: Statement = """
        INSERT INTO app.notary_leaves (tenant_id, key, leaf) SELECT $1::bigint, $2::text, $3::bytea
        WHERE (SELECT count(*) FROM app.notary_leaves WHERE tenant_id = $1 AND interval_id IS NULL) < $4
        ON CONFLICT (tenant_id, key) DO NOTHING
        """
    private static let stored: Statement = "SELECT leaf FROM app.notary_leaves WHERE tenant_id = $1 AND key = $2"
    // Of each tenant the one that waits longest: who has many waits on their own account. Of equal ones the first, since an interval holds no
    // leaf twice; nobody else waits for who made them equal.
    private static let waiting: Statement = """
        SELECT tenant_id, key, leaf FROM (
            SELECT DISTINCT ON (leaf) tenant_id, key, leaf, submitted_at FROM (
                SELECT DISTINCT ON (tenant_id) tenant_id, key, leaf, submitted_at FROM app.notary_leaves WHERE interval_id IS NULL
                ORDER BY tenant_id, submitted_at, key) oldest
            ORDER BY leaf, submitted_at, tenant_id) first
        ORDER BY submitted_at, tenant_id LIMIT $1
        """

    /// A leaf that goes into the next interval.
    package struct WaitingLeaf: Sendable, Hashable {
        package let tenant: Int64
        package let key: String
        package let leaf: Bytes32
    }

    /// Stores a tenant's leaf, once. Throws ``NotaryRefusal``.
    package func submit(tenant: TenantKey, key: String, leaf: Bytes32) async throws(NotaryRefusal) -> NotaryAcceptance {
        guard (1...200).contains(key.utf8.count), !key.utf8.contains(0) else {
            throw NotaryRefusal(.invalidKey, "a leaf's key has 1 to 200 bytes and no zero byte, this one has \(key.utf8.count)")
        }
        let context = TenantContext(tenantId: "", key: tenant)
        let results: [QueryResult]
        do throws(PostgresError) {
            results = try await pool.execute([
                (TenantContext.statement, context.parameters),
                (Self.submit, [.int(tenant.rawValue), .text(key), .bytes(leaf.bytes), .int(Int64(Self.maximumWaiting))]),
                (Self.stored, [.int(tenant.rawValue), .text(key)]),
            ])
        } catch {
            throw NotaryRefusal(.unavailable, "the leaf could not be stored, or it is not known whether it was", cause: "\(error)")
        }
        guard results[2].rows.rowCount == 1 else {
            throw NotaryRefusal(
                .tooManyWaiting, "\(Self.maximumWaiting) leaves of the tenant wait for an interval: submit this one when some have gone")
        }
        guard results[2].rows.bytes(row: 0, column: 0).map(Array.init) == leaf.bytes else {
            throw NotaryRefusal(.keyTaken, "the key stands for another leaf of the tenant: give each leaf a key of its own")
        }
        return results[1].affected == 1 ? .accepted : .pending
    }

    /// What goes into the next interval: one leaf of each tenant, those that wait longest first.
    package func waitingLeaves(limit: Int) async throws -> [WaitingLeaf] {
        let rows = try await pool.execute([
            (TenantContext.statement, Self.everybody.parameters), (Self.waiting, [.int(Int64(limit))]),
        ])[1].rows
        return try (0..<rows.rowCount).map { row in
            WaitingLeaf(
                tenant: rows.integer(row: row, column: 0) ?? 0, key: rows.text(row: row, column: 1) ?? "",
                leaf: try rows.digest(row: row, column: 2))
        }
    }
}

extension RowBatch {
    /// 32 bytes. Throws `EthereumFault` where there are others.
    func digest(row: Int, column: Int) throws -> Bytes32 { try Bytes32(bytes(row: row, column: column) ?? []) }
}
