package import Ethereum
internal import PostgresClient

/// Something that is to be done at one provider.
package struct PinWork: Sendable, Hashable {
    package let tenant: Int64
    package let key: String
    package let cid: CID
    /// Nil where it is to be unpinned.
    package let content: [UInt8]?
    /// How often the provider was asked for it before.
    package let attempts: Int
    package let state: PinReport.PlaceState
    package let providerID: String?
    /// Whether the provider holds the same bytes for somebody else too, who wants them.
    package let isShared: Bool
}

extension PinStore {
    private static let fill: Statement = """
        INSERT INTO app.pin_places (tenant_id, key, provider)
        SELECT p.tenant_id, p.key, $1::text FROM app.pins p
        WHERE p.wanted AND NOT EXISTS (
            SELECT FROM app.pin_places q WHERE q.tenant_id = p.tenant_id AND q.key = p.key AND q.provider = $1)
        ON CONFLICT DO NOTHING
        """
    private static let orphans: Statement = """
        WITH gone AS (
            UPDATE app.pins p SET wanted = false, content = NULL, unwanted_at = now()
            WHERE p.wanted AND p.tenant_id <> 0 AND NOT EXISTS (SELECT FROM app.tenants t WHERE t.key = p.tenant_id)
            RETURNING p.tenant_id, p.key)
        UPDATE app.pin_places q SET is_open = true, next_at = now() FROM gone
        WHERE q.tenant_id = gone.tenant_id AND q.key = gone.key AND q.state <> 'removed'
        """
    // What no provider was ever asked for is nowhere.
    private static let neverBegun: Statement = """
        UPDATE app.pin_places q SET state = 'removed', is_open = false, changed_at = now() FROM app.pins p
        WHERE q.provider = $1 AND q.is_open AND q.attempts = 0 AND p.tenant_id = q.tenant_id AND p.key = q.key AND NOT p.wanted
        """
    // What is to go goes first; tenants take turns: who has many waits on their own account. A service that looks for the bytes itself waits until they are out.
    private static let due: Statement = """
        SELECT d.tenant_id, d.key, p.cid, p.content, d.attempts, d.state, d.provider_id, EXISTS (
            SELECT FROM app.pins o JOIN app.pin_places q ON q.tenant_id = o.tenant_id AND q.key = o.key AND q.provider = $1
            WHERE o.cid = p.cid AND o.wanted AND (o.tenant_id, o.key) <> (p.tenant_id, p.key) AND q.state <> 'removed')
        FROM (
            SELECT tenant_id, key, attempts, state, provider_id, next_at, row_number() OVER (PARTITION BY tenant_id ORDER BY next_at, key) AS turn
            FROM (SELECT * FROM app.pin_places WHERE provider = $1 AND is_open AND next_at <= clock_timestamp() ORDER BY next_at LIMIT 2000) open
        ) d JOIN app.pins p ON p.tenant_id = d.tenant_id AND p.key = d.key
        WHERE NOT $2 OR NOT p.wanted OR EXISTS (
            SELECT FROM app.pin_places q WHERE q.tenant_id = d.tenant_id AND q.key = d.key AND q.provider IN ('kubo', 'pinata')
                AND q.state = 'pinned')
        ORDER BY p.wanted, d.turn, d.next_at, d.tenant_id LIMIT $3
        """
    private static let begin: Statement = """
        UPDATE app.pin_places q SET attempts = attempts + 1 FROM app.pins p
        WHERE q.tenant_id = $1 AND q.key = $2 AND q.provider = $3 AND p.tenant_id = q.tenant_id AND p.key = q.key AND p.wanted
        """
    private static let spend: Statement = """
        UPDATE app.pin_providers SET month = date_trunc('month', now() AT TIME ZONE 'UTC')::date,
            month_bytes = $2 + CASE WHEN month = date_trunc('month', now() AT TIME ZONE 'UTC')::date THEN month_bytes ELSE 0 END
        WHERE name = $1
        """
    // One that is not wanted any more stays open: it is unpinned next.
    private static let settle: Statement = """
        UPDATE app.pin_places q SET state = $4, provider_id = $5, problem = NULL, problem_code = NULL, changed_at = now(),
            is_open = $4 = 'pinning' OR ($4 = 'pinned' AND NOT p.wanted), next_at = clock_timestamp() + $6 * interval '1 second'
        FROM app.pins p
        WHERE q.tenant_id = $1 AND q.key = $2 AND q.provider = $3 AND p.tenant_id = q.tenant_id AND p.key = q.key
        """
    private static let good: Statement = """
        UPDATE app.pin_providers SET last_good_at = now(), failures = 0, problem = NULL, problem_code = NULL, rests_until = '-infinity'
        WHERE name = $1
        """
    private static let fail: Statement = """
        UPDATE app.pin_places q SET state = CASE WHEN $6::bigint IS NULL THEN 'parked' WHEN q.state = 'pinned' THEN 'pinned' ELSE 'pending' END,
            is_open = $6::bigint IS NOT NULL OR NOT p.wanted, problem = $4, problem_code = $5,
            next_at = clock_timestamp() + coalesce($6::bigint, 3600) * interval '1 second', changed_at = now()
        FROM app.pins p
        WHERE q.tenant_id = $1 AND q.key = $2 AND q.provider = $3 AND p.tenant_id = q.tenant_id AND p.key = q.key
        """
    private static let known: Statement = """
        SELECT 1 FROM app.pins p JOIN app.pin_places q ON q.tenant_id = p.tenant_id AND q.key = p.key AND q.provider = $1
        WHERE p.wanted AND ((substr(p.cid, 3) = substr($2::bytea, 3) AND q.attempts > 0) OR q.provider_id = $3) LIMIT 1
        """

    /// Gives the provider what it has no row for, as when it was named anew, and takes back what tenants that are gone have left.
    func takeUp(_ lease: PinLease) async throws {
        try await fenced(lease) { session in
            _ = try await session.execute([(Self.fill, [.text(lease.provider.rawValue)]), (Self.orphans, []), forgettingHours])
        }
    }

    /// What is to be done now, tenants taking turns.
    func due(_ lease: PinLease, limit: Int) async throws -> [PinWork] {
        let rows = try await fenced(lease) { session in
            try await session.execute([
                (Self.neverBegun, [.text(lease.provider.rawValue)]),
                (Self.due, [.text(lease.provider.rawValue), .bool(lease.provider.needsNetwork), .int(Int64(limit))]),
            ])[1].rows
        }
        return try (0..<rows.rowCount).map { row in
            PinWork(
                tenant: rows.integer(row: row, column: 0) ?? 0, key: rows.text(row: row, column: 1) ?? "",
                cid: try rows.cid(row: row, column: 2), content: rows.bytes(row: row, column: 3).map(Array.init),
                attempts: Int(rows.integer(row: row, column: 4) ?? 0),
                state: PinReport.PlaceState(rawValue: rows.text(row: row, column: 5) ?? "") ?? .pending,
                providerID: rows.text(row: row, column: 6), isShared: rows.boolean(row: row, column: 7) ?? true)
        }
    }

    /// Notes that the provider is going to be asked, and for how much.
    /// - Returns: False where it is not wanted any more, and nothing may be sent.
    func begin(_ lease: PinLease, _ work: PinWork, spending bytes: Int64) async throws -> Bool {
        try await fenced(lease) { session in
            let begun = try await session.execute([(Self.begin, place(work, lease))])[0].affected == 1
            if begun, bytes > 0 { _ = try await session.query(Self.spend, .text(lease.provider.rawValue), .int(bytes)) }
            return begun
        }
    }

    /// Notes how it stands there, and that the provider is well.
    /// - Parameter seconds: Until the next look, for one that is still sought.
    func settle(
        _ lease: PinLease, _ work: PinWork, _ state: PinReport.PlaceState, id: String? = nil, againInSeconds seconds: Int = 0
    ) async throws {
        try await fenced(lease) { session in
            _ = try await session.execute([
                (Self.settle, place(work, lease) + [.text(state.rawValue), PostgresValue(id), .int(Int64(seconds))]),
                (Self.good, [.text(lease.provider.rawValue)]),
            ])
            if state == .pinned { _ = try await session.execute([counting(lease, PinTally(pinned: 1))]) }
        }
    }

    /// Notes what went wrong, and when it is tried again; nil for not before somebody says so.
    func fail(_ lease: PinLease, _ work: PinWork, _ fault: PinFault, retrySeconds: Int?) async throws {
        try await fenced(lease) { session in
            _ = try await session.execute([
                (
                    Self.fail,
                    place(work, lease) + [.text(fault.message), .text(fault.code.rawValue), PostgresValue(retrySeconds.map { Int64($0) })]
                )
            ])
            // Unpinning is no upload, and what waits has not failed.
            guard work.content != nil, fault.code != .waiting else { return }
            _ = try await session.execute([counting(lease, PinTally(failed: 1))])
        }
    }

    /// Whether somebody wants what a provider has under an identifier or id.
    func isWanted(_ lease: PinLease, _ thing: PinnedThing) async throws -> Bool {
        let cid = (try? CID(thing.cid))?.v1.bytes ?? [UInt8](repeating: 0, count: 36)
        return try await fenced(lease) { session in
            try await session.query(Self.known, .text(lease.provider.rawValue), .bytes(cid), PostgresValue(thing.id)).rowCount > 0
        }
    }

    private func place(_ work: PinWork, _ lease: PinLease) -> [PostgresValue] {
        [.int(work.tenant), .text(work.key), .text(lease.provider.rawValue)]
    }
}
