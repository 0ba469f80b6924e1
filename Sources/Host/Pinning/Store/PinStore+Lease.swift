package import PostgresClient

/// The right to ask a provider, and how the provider was when it was last asked.
package struct PinLease: Sendable, Hashable {
    package let provider: PinProviderName
    /// The host's own mark, a UUID.
    package let holder: String
    package let fence: Int64
    /// How long it is left alone; 0 if it is not.
    package let restSeconds: Double
    /// Why; also of what is over.
    package let problem: PinFault.Code?
    /// Failures in a row.
    package let failures: Int
    /// Sent there this month.
    package let monthBytes: Int64
    package let secondsToNextMonth: Double
}

extension PinStore {
    private static let know: Statement = "INSERT INTO app.pin_providers (name) VALUES ($1) ON CONFLICT DO NOTHING"
    private static let take: Statement = """
        UPDATE app.pin_providers SET holder = $2::uuid, host = $3, fence = fence + CASE WHEN holder = $2::uuid THEN 0 ELSE 1 END,
            lease_until = clock_timestamp() + $4 * interval '1 millisecond'
        WHERE name = $1 AND (holder = $2::uuid OR holder IS NULL OR lease_until < clock_timestamp())
        RETURNING fence, extract(epoch FROM greatest(rests_until, clock_timestamp()) - clock_timestamp())::float8, problem_code, failures,
            CASE WHEN month = date_trunc('month', now() AT TIME ZONE 'UTC')::date THEN month_bytes ELSE 0 END,
            extract(epoch FROM date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month' - now() AT TIME ZONE 'UTC')::float8
        """
    private static let giveBack: Statement = "UPDATE app.pin_providers SET lease_until = '-infinity' WHERE name = $1 AND holder = $2::uuid"
    private static let rest: Statement = """
        UPDATE app.pin_providers SET rests_until = clock_timestamp() + $2 * interval '1 second', problem = $3, problem_code = $4,
            failures = failures + 1
        WHERE name = $1
        """
    private static let wake: Statement = """
        UPDATE app.pin_providers SET rests_until = '-infinity', problem = NULL, problem_code = NULL, failures = 0 WHERE name = $1
        """

    /// Takes the lease, or goes on with it; nil while another host has it.
    /// - Parameter holder: The host's own mark, a UUID of this run of it.
    package func acquire(_ provider: PinProviderName, holder: String, milliseconds: Int) async throws(PostgresError) -> PinLease? {
        let results = try await pool.execute([
            (Self.know, [.text(provider.rawValue)]),
            (Self.take, [.text(provider.rawValue), .text(holder), .text(host), .int(Int64(milliseconds))]),
        ])
        let rows = results[1].rows
        guard rows.rowCount == 1, let fence = rows.integer(row: 0, column: 0) else { return nil }
        return PinLease(
            provider: provider, holder: holder, fence: fence, restSeconds: rows.number(row: 0, column: 1) ?? 0,
            problem: rows.text(row: 0, column: 2).flatMap(PinFault.Code.init(rawValue:)),
            failures: Int(rows.integer(row: 0, column: 3) ?? 0),
            monthBytes: rows.integer(row: 0, column: 4) ?? 0, secondsToNextMonth: rows.number(row: 0, column: 5) ?? 0)
    }

    /// Lets another host take over at once.
    package func release(_ provider: PinProviderName, holder: String) async throws(PostgresError) {
        _ = try await pool.query(Self.giveBack, .text(provider.rawValue), .text(holder))
    }

    /// Leaves the provider alone for a while.
    func rest(_ lease: PinLease, seconds: Int, fault: PinFault) async throws {
        try await fenced(lease) { session in
            _ = try await session.query(
                Self.rest, .text(lease.provider.rawValue), .int(Int64(seconds)), .text(fault.message), .text(fault.code.rawValue))
        }
    }

    /// Asks it again: an operator may have seen to it.
    func wake(_ lease: PinLease) async throws {
        try await fenced(lease) { _ = try await $0.query(Self.wake, .text(lease.provider.rawValue)) }
    }
}
