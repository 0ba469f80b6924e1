package import HostData
import PostgresClient

/// How many mails each plugin has sent for each tenant today, over all hosts and through restarts. A day is one of UTC, by the database's
/// clock. Thread: any.
package struct MailDays: Sendable {
    /// What was asked for and what is counted now.
    package struct Outcome: Sendable, Hashable {
        /// Otherwise nothing was counted.
        package let isTaken: Bool
        /// Mails of today.
        package let mails: Int
    }

    private let database: Database

    package init(database: Database) { self.database = database }

    /// Counts so many mails more if the day's limit allows all of them.
    ///
    /// - Parameter deadlineNanos: Absolute, CLOCK_MONOTONIC.
    /// - Throws: `PostgresError`, `CancellationError`.
    package func take(_ mails: Int, of sender: RouteTable.Place, limit: Int, deadlineNanos: UInt64) async throws -> Outcome {
        let rows = try await database.host.execute(
            [
                (
                    Statement(
                        """
                        WITH taken AS (
                            INSERT INTO app.mail_days AS d (tenant_id, plugin, day, mails)
                            SELECT $1::bigint, $2::text, (now() AT TIME ZONE 'UTC')::date, $3::int WHERE $3::int <= $4::int
                            ON CONFLICT (tenant_id, plugin) DO UPDATE
                            SET day = EXCLUDED.day, mails = EXCLUDED.mails + CASE WHEN d.day = EXCLUDED.day THEN d.mails ELSE 0 END
                            WHERE EXCLUDED.mails + CASE WHEN d.day = EXCLUDED.day THEN d.mails ELSE 0 END <= $4::int
                            RETURNING mails
                        )
                        SELECT 1::bigint, mails::bigint FROM taken
                        UNION ALL
                        SELECT 0::bigint, coalesce(max(mails), 0)::bigint FROM app.mail_days
                        WHERE tenant_id = $1::bigint AND plugin = $2::text AND day = (now() AT TIME ZONE 'UTC')::date
                        ORDER BY 1 DESC LIMIT 1
                        """), [.int(sender.tenantKey), .text(sender.plugin), .int(Int64(mails)), .int(Int64(limit))]
                )
            ], deadlineNanos: deadlineNanos)[0].rows
        return Outcome(isTaken: rows.integer(row: 0, column: 0) == 1, mails: Int(rows.integer(row: 0, column: 1) ?? 0))
    }

    /// Mails of today; who has sent none is not in it.
    package func today() async throws -> [RouteTable.Place: Int] {
        let rows = try await database.host.execute([
            (
                Statement("SELECT tenant_id, plugin, mails::bigint FROM app.mail_days WHERE day = (now() AT TIME ZONE 'UTC')::date"), []
            )
        ])[0].rows
        var mails: [RouteTable.Place: Int] = [:]
        for row in 0..<rows.rowCount {
            guard let key = rows.integer(row: row, column: 0), let plugin = rows.text(row: row, column: 1) else { continue }
            mails[RouteTable.Place(tenantKey: key, plugin: plugin)] = Int(rows.integer(row: row, column: 2) ?? 0)
        }
        return mails
    }
}
