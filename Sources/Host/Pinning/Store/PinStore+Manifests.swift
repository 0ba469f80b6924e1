internal import Ethereum
internal import HostData
internal import PostgresClient

/// The manifests of the notary's intervals: what is published of them, under the identifier whose SHA-256 stands on the chain.
extension PinStore {
    private static let missing: Statement = """
        SELECT i.id, i.sequence, i.previous_link, i.root, i.leaves FROM app.notary_intervals i
        WHERE NOT EXISTS (SELECT FROM app.pins p WHERE p.tenant_id = 0 AND p.key = 'interval/' || i.id) ORDER BY i.id LIMIT 10
        """

    /// Stores those that are not there yet to be pinned; returns how many.
    func addManifests() async throws -> Int {
        let rows = try await pool.execute([(TenantContext.statement, Self.everybody.parameters), (Self.missing, [])])[1].rows
        for row in 0..<rows.rowCount {
            func digests(_ column: Int) throws -> [Bytes32] {
                let bytes = Array(rows.bytes(row: row, column: column) ?? [])
                return try stride(from: 0, to: bytes.count, by: 32).map { try Bytes32(bytes[$0..<min($0 + 32, bytes.count)]) }
            }
            guard let link = try digests(2).first, let root = try digests(3).first else { throw PinStoreError(.damaged, "an interval") }
            let manifest = NotaryManifest(
                leaves: try digests(4), previousLink: link, root: root, sequence: UInt64(rows.integer(row: row, column: 1) ?? 0))
            let key = "interval/\(rows.integer(row: row, column: 0) ?? 0)"
            try await pin(tenant: .operator, key: key, object: PinObject(block: Array(manifest.json.utf8)))
        }
        return rows.rowCount
    }
}
