package import Ethereum
internal import PostgresClient

/// A pin that is to be looked for.
package struct PinCheck: Sendable, Hashable {
    package let tenant: Int64
    package let key: String
    package let cid: CID
}

/// Whether what was pinned is still there.
extension PinStore {
    // One that the provider could not be asked for is left alone for an hour, so that it keeps no other from its turn.
    private static let oldest: Statement = """
        SELECT q.tenant_id, q.key, p.cid FROM app.pin_places q JOIN app.pins p ON p.tenant_id = q.tenant_id AND p.key = q.key
        WHERE q.provider = $1 AND q.state = 'pinned' AND NOT q.is_open AND p.wanted
            AND coalesce(q.checked_at, q.changed_at) < clock_timestamp() - $2 * interval '1 day'
            AND q.check_tried_at < clock_timestamp() - interval '1 hour'
        ORDER BY coalesce(q.checked_at, q.changed_at) LIMIT $3
        """
    private static let tried: Statement = """
        UPDATE app.pin_places SET check_tried_at = clock_timestamp() WHERE tenant_id = $1 AND key = $2 AND provider = $3
        """
    private static let there: Statement = """
        UPDATE app.pin_places SET checked_at = clock_timestamp(), check_tried_at = clock_timestamp()
        WHERE tenant_id = $1 AND key = $2 AND provider = $3 AND state = 'pinned'
        """
    private static let gone: Statement = """
        UPDATE app.pin_places SET state = 'pending', is_open = true, next_at = clock_timestamp(), problem = $4, problem_code = 'lost',
            checked_at = NULL, changed_at = now()
        WHERE tenant_id = $1 AND key = $2 AND provider = $3 AND state = 'pinned' AND NOT is_open
        """

    /// Those that were not looked for the longest, and for so many days at least.
    func oldest(_ lease: PinLease, days: Int, limit: Int) async throws -> [PinCheck] {
        let rows = try await fenced(lease) { session in
            try await session.query(Self.oldest, .text(lease.provider.rawValue), .int(Int64(days)), .int(Int64(limit)))
        }
        return try (0..<rows.rowCount).map { row in
            PinCheck(
                tenant: rows.integer(row: row, column: 0) ?? 0, key: rows.text(row: row, column: 1) ?? "",
                cid: try rows.cid(row: row, column: 2))
        }
    }

    /// Notes that the provider has it.
    func confirm(_ lease: PinLease, _ check: PinCheck) async throws {
        try await fenced(lease) { session in
            _ = try await session.execute([(Self.there, place(check, lease)), counting(lease, PinTally(checked: 1))])
        }
    }

    /// Notes that the provider was asked and nothing is known.
    func noteTried(_ lease: PinLease, _ check: PinCheck) async throws {
        try await fenced(lease) { session in _ = try await session.execute([(Self.tried, place(check, lease))]) }
    }

    /// Has it handed over again.
    /// - Returns: False where it is not wanted there any more.
    func lose(_ lease: PinLease, _ check: PinCheck, problem: String) async throws -> Bool {
        try await fenced(lease) { session in
            guard try await session.execute([(Self.gone, place(check, lease) + [.text(problem)])])[0].affected == 1 else { return false }
            _ = try await session.execute([counting(lease, PinTally(lost: 1))])
            return true
        }
    }

    private func place(_ check: PinCheck, _ lease: PinLease) -> [PostgresValue] {
        [.int(check.tenant), .text(check.key), .text(lease.provider.rawValue)]
    }
}
