package import HostData
import PostgresClient

/// What the hosts have last said about the use of quotas, in the database.
package struct UsageRecord: Sendable {
    /// One host's reading of one instance.
    package struct Entry: Sendable {
        package let host: String
        package let ageSeconds: Int
        /// A JSON list of readings.
        package let readingsJSON: String
    }

    private let database: Database

    package init(database: Database) { self.database = database }

    /// What was read last for an instance, by host; the newest first. What is older than a minute is of a host that is gone.
    package func read(tenant: String, plugin: String) async throws -> [Entry] {
        let results = try await database.host.execute([
            (
                Statement(
                    """
                    SELECT u.host, extract(epoch FROM now() - u.measured_at)::bigint, u.readings::text
                    FROM app.plugin_usage u JOIN app.tenants t ON t.key = u.tenant_id
                    WHERE t.id = $1::text AND u.plugin = $2::text AND u.measured_at > now() - interval '1 minute' ORDER BY u.measured_at DESC
                    """), [.text(tenant), .text(plugin)]
            )
        ])
        let rows = results[0].rows
        return (0..<rows.rowCount).map { row in
            Entry(
                host: rows.text(row: row, column: 0) ?? "", ageSeconds: Int(rows.integer(row: row, column: 1) ?? 0),
                readingsJSON: rows.text(row: row, column: 2) ?? "[]")
        }
    }

    /// How many hosts of the installation are alive: those that keep their leases.
    func liveHosts() async throws -> Int {
        let count = Statement("SELECT count(*) FROM app.job_hosts WHERE lease_until > now()")
        let rows = try await database.host.execute([(count, [])])[0].rows
        return Int(rows.integer(row: 0, column: 0) ?? 0)
    }

    /// - Parameter json: A list of `{"tenant", "plugin", "readings"}`.
    func write(_ json: String, host: String) async throws {
        _ = try await database.host.execute([
            (
                Statement(
                    """
                    INSERT INTO app.plugin_usage (tenant_id, plugin, host, readings)
                    SELECT (r->>'tenant')::bigint, r->>'plugin', $2::text, r->'readings' FROM json_array_elements($1::json) AS r
                    ON CONFLICT (tenant_id, plugin, host) DO UPDATE SET readings = EXCLUDED.readings, measured_at = now()
                    """), [.text(json), .text(host)]
            ),
            (Statement("DELETE FROM app.plugin_usage WHERE measured_at < now() - interval '1 day'"), []),
        ])
    }
}
