internal import Ethereum
package import HostData
internal import PostgresClient

extension NotaryStore {
    private static let receipt: Statement = """
        SELECT l.leaf, l.leaf_index, l.path, i.sequence, i.previous_link, i.root, i.size, i.manifest, s.chain_id, s.contract, s.notary,
            s.stream, t.phase, t.attempt, t.block_number, t.block_hash, t.succeeded
        FROM app.notary_leaves l
        LEFT JOIN app.notary_intervals i ON i.id = l.interval_id
        LEFT JOIN app.notary_streams s ON s.id = i.stream_id
        LEFT JOIN app.notary_transactions t ON t.interval_id = i.id AND NOT t.abandoned
        WHERE l.tenant_id = $1 AND l.key = $2
        """

    /// How far a tenant's leaf has come; nil if it has none under the key. Also of leaves that another account or contract anchored before.
    /// Throws ``NotaryRefusal``.
    package func receipt(tenant: TenantKey, key: String) async throws(NotaryRefusal) -> NotaryReceipt? {
        let context = TenantContext(tenantId: "", key: tenant)
        do {
            let rows = try await pool.execute([
                (TenantContext.statement, context.parameters), (Self.receipt, [.int(tenant.rawValue), .text(key)]),
            ])[1].rows
            return rows.rowCount == 1 ? try Self.receipt(rows) : nil
        } catch {
            throw NotaryRefusal(.unavailable, "the receipt could not be read", cause: "\(error)")
        }
    }

    private static func receipt(_ rows: RowBatch) throws -> NotaryReceipt {
        let leaf = try rows.digest(row: 0, column: 0)
        guard let index = rows.integer(row: 0, column: 1) else { return NotaryReceipt(leaf: leaf, state: .waiting, interval: nil) }
        let size = UInt64(rows.integer(row: 0, column: 6) ?? 0)
        var inclusion: NotaryReceipt.Inclusion?
        // A transaction that the contract refused anchors nothing.
        if rows.boolean(row: 0, column: 16) == true {
            inclusion = NotaryReceipt.Inclusion(
                transaction: try rows.digest(row: 0, column: 13), blockNumber: UInt64(rows.integer(row: 0, column: 14) ?? 0),
                blockHash: try rows.digest(row: 0, column: 15))
        }
        let state: NotaryState =
            switch (rows.text(row: 0, column: 12), inclusion) {
            case ("included", .some): .included
            case ("safe", .some): .safe
            case ("finalized", .some): .finalized
            case ("sent", _): .sent
            default: .sealed
            }
        return NotaryReceipt(
            leaf: leaf, state: state,
            interval: NotaryReceipt.Interval(
                inInterval: InclusionProof(
                    index: UInt64(index), size: size, path: try Self.digests(rows.bytes(row: 0, column: 2) ?? [])),
                anchor: Anchor(
                    stream: try rows.digest(row: 0, column: 11), previousLink: try rows.digest(row: 0, column: 4),
                    root: try rows.digest(row: 0, column: 5), size: UInt256(size), manifest: try rows.digest(row: 0, column: 7)),
                sequence: UInt64(rows.integer(row: 0, column: 3) ?? 0), chainID: UInt64(rows.integer(row: 0, column: 8) ?? 0),
                contract: try Address(bytes: rows.bytes(row: 0, column: 9) ?? []),
                notary: try Address(bytes: rows.bytes(row: 0, column: 10) ?? []), inclusion: inclusion))
    }

    /// Digests one behind the other.
    static func digests(_ bytes: ArraySlice<UInt8>) throws -> [Bytes32] {
        try stride(from: bytes.startIndex, to: bytes.endIndex, by: 32).map { try Bytes32(bytes[$0..<min($0 + 32, bytes.endIndex)]) }
    }
}
