internal import Ethereum
package import HostData
internal import PostgresClient

/// What tenants ask for.
extension PinStore {
    /// Objects of one tenant that no provider has yet, at once.
    package static let maximumWaiting = 1_000

    private static let insert: Statement = """
        INSERT INTO app.pins (tenant_id, key, cid, content, bytes) SELECT $1::bigint, $2::text, $3::bytea, $4::bytea, $5::bigint
        WHERE (SELECT count(*) FROM (SELECT FROM app.pins p WHERE p.tenant_id = $1 AND p.wanted AND NOT EXISTS (
            SELECT FROM app.pin_places q WHERE q.tenant_id = p.tenant_id AND q.key = p.key AND q.state = 'pinned') LIMIT $6) waiting) < $6
        ON CONFLICT (tenant_id, key) DO NOTHING
        """
    private static let insertPlaces: Statement = """
        INSERT INTO app.pin_places (tenant_id, key, provider)
        SELECT p.tenant_id, p.key, provider FROM app.pins p, unnest($3::text[]) AS provider
        WHERE p.tenant_id = $1 AND p.key = $2 AND p.wanted ON CONFLICT DO NOTHING
        """
    private static let stored: Statement = "SELECT cid, wanted FROM app.pins WHERE tenant_id = $1 AND key = $2"
    private static let forget: Statement = """
        UPDATE app.pins SET wanted = false, content = NULL, unwanted_at = now() WHERE tenant_id = $1 AND key = $2 AND wanted
        """
    private static let reopen: Statement = """
        UPDATE app.pin_places SET is_open = true, next_at = now(), problem = NULL, problem_code = NULL
        WHERE tenant_id = $1 AND key = $2 AND state <> 'removed'
        """
    private static let places: Statement = """
        SELECT p.cid, p.wanted, q.provider, q.state, q.problem FROM app.pins p
        LEFT JOIN app.pin_places q ON q.tenant_id = p.tenant_id AND q.key = p.key
        WHERE p.tenant_id = $1 AND p.key = $2 ORDER BY q.provider
        """

    /// Stores bytes to be pinned, once. Throws ``PinRefusal``.
    package func pin(tenant: TenantKey, key: String, object: PinObject) async throws(PinRefusal) {
        let results = try await asked(
            tenant, key,
            [
                (
                    Self.insert,
                    [
                        .int(tenant.rawValue), .text(key), .bytes(object.cid.bytes), .bytes(object.bytes), .int(Int64(object.bytes.count)),
                        .int(Int64(Self.maximumWaiting)),
                    ]
                ),
                (Self.insertPlaces, [.int(tenant.rawValue), .text(key), .array(providers.map(\.rawValue))]),
                (Self.stored, [.int(tenant.rawValue), .text(key)]),
            ])
        let rows = results[2].rows
        guard rows.rowCount == 1 else {
            throw PinRefusal(
                .tooManyWaiting, "\(Self.maximumWaiting) objects of the tenant wait to be pinned: give this one when some have gone")
        }
        guard rows.bytes(row: 0, column: 0).map(Array.init) == object.cid.bytes else {
            throw PinRefusal(.keyTaken, "the key stands for other bytes of the tenant: give each its own")
        }
        guard rows.boolean(row: 0, column: 1) == true else {
            throw PinRefusal(.keyTaken, "these bytes were taken back under this key, which stays so")
        }
    }

    /// Where they are. Throws ``PinRefusal``.
    package func report(tenant: TenantKey, key: String) async throws(PinRefusal) -> PinReport? {
        let rows = try await asked(tenant, key, [(Self.places, [.int(tenant.rawValue), .text(key)])])[0].rows
        guard rows.rowCount > 0 else { return nil }
        do {
            return PinReport(
                cid: try rows.cid(row: 0, column: 0), isWanted: rows.boolean(row: 0, column: 1) ?? false,
                places: (0..<rows.rowCount).compactMap { row in
                    guard let provider = rows.text(row: row, column: 2), let state = rows.text(row: row, column: 3) else { return nil }
                    return PinReport.Place(
                        provider: provider, state: PinReport.PlaceState(rawValue: state) ?? .pending,
                        problem: rows.text(row: row, column: 4))
                })
        } catch {
            throw PinRefusal(.unavailable, "the row of \(key) is damaged", cause: "\(error)")
        }
    }

    /// Deletes the bytes and has them unpinned. Throws ``PinRefusal``.
    package func unpin(tenant: TenantKey, key: String) async throws(PinRefusal) {
        let names: [PostgresValue] = [.int(tenant.rawValue), .text(key)]
        _ = try await asked(tenant, key, [(Self.forget, names), (Self.reopen, names)])
    }

    private func asked(
        _ tenant: TenantKey, _ key: String, _ statements: [(Statement, [PostgresValue])]
    ) async throws(PinRefusal) -> [QueryResult] {
        guard (1...200).contains(key.utf8.count), !key.utf8.contains(0) else {
            throw PinRefusal(.invalidKey, "a key has 1 to 200 bytes and no zero byte, this one has \(key.utf8.count)")
        }
        let context = TenantContext(tenantId: "", key: tenant)
        do throws(PostgresError) {
            return Array(try await pool.execute([(TenantContext.statement, context.parameters)] + statements).dropFirst())
        } catch {
            throw PinRefusal(.unavailable, "the database did not answer, or it is not known what it did", cause: "\(error)")
        }
    }
}

extension RowBatch {
    /// A content identifier in its binary form. Throws `EthereumFault` where there is none.
    func cid(row: Int, column: Int) throws -> CID { try CID(bytes: bytes(row: row, column: column) ?? []) }
}
