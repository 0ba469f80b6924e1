import Foundation
import Testing

extension SystemTests.OneHouse {
    /// What the host does by itself for a plugin's tables.
    @Suite("The running host keeps telemetry") struct MaintenanceTests {
        @Test("What is collected is rolled up, and a partition past its age is dropped while a younger one stays")
        func keeps() async throws {
            let world = try World.current
            let installation = world.installation
            try await world.collected(try await world.host.login("alpha"))
            try await eventually("telemetry is rolled up", patience: .seconds(180)) {
                let counts = try await installation.superuserQuery(
                    """
                    SELECT (SELECT count(*) FROM p_hosting.telemetry_5m WHERE hashrate_ths > 0),
                        (SELECT count(*) FROM p_hosting.telemetry_1d WHERE hashrate_ths > 0),
                        (SELECT count(*) FROM p_hosting.fleet_1h WHERE hashrate_ths > 0)
                    """)
                return counts.first?.count == 3 && counts[0].allSatisfy { (Int($0) ?? 0) > 0 } ? true : nil
            }
            for job in ["rollups hosting", "partitions hosting"] {
                try await eventually("the host has run '\(job)'", patience: .seconds(180)) {
                    try await runs(installation, job).isEmpty ? nil : true
                }
            }

            let old = try await makePartition(installation, daysAgo: 40)
            let young = try await makePartition(installation, daysAgo: 20)
            let before = try await runs(installation, "partitions hosting").count
            // It is due once an hour: the hour is over.
            _ = try await installation.query(
                "UPDATE app.job_schedules SET next_at = now() WHERE plugin = 'host' AND job = 'partitions hosting'")
            try await eventually("the partition of 40 days ago is dropped", patience: .seconds(120)) {
                try await isThere(installation, old) ? nil : true
            }
            #expect(try await isThere(installation, young), "rows are kept for 30 days")
            let after = try await eventually("the run that dropped it is in the history") { () -> [String]? in
                let found = try await runs(installation, "partitions hosting")
                return found.count > before ? found : nil
            }
            #expect(JSON(parsing: Data((after.last ?? "").utf8))["dropped"].integer == 1, "\(after)")
            _ = try await installation.superuserQuery("DROP TABLE p_hosting.\(young)")
        }

        /// Summaries of the runs of a job of the host's own that succeeded, in their order.
        private func runs(_ installation: Installation, _ job: String) async throws -> [String] {
            try await installation.query(
                """
                SELECT coalesce(summary, '{}') FROM app.job_history WHERE plugin = 'host' AND job = '\(job)' AND state = 'succeeded'
                ORDER BY ended_at
                """
            ).map { $0.first ?? "" }
        }

        /// Makes a partition as the table's owner, such as the host would have made on its day. Returns its name.
        private func makePartition(_ installation: Installation, daysAgo: Int) async throws -> String {
            let day = Date(timeIntervalSinceNow: -86_400 * Double(daysAgo)).formatted(.iso8601.year().month().day())
            let name = "telemetry_" + day.replacingOccurrences(of: "-", with: "")
            _ = try await installation.superuserQuery(
                """
                SET ROLE own_hosting;
                CREATE TABLE p_hosting.\(name) PARTITION OF p_hosting.telemetry
                    FOR VALUES FROM ('\(day) 00:00:00+00') TO (timestamptz '\(day) 00:00:00+00' + interval '86400 seconds');
                GRANT INSERT ON p_hosting.\(name) TO in_hosting
                """)
            #expect(try await isThere(installation, name))
            return name
        }

        private func isThere(_ installation: Installation, _ name: String) async throws -> Bool {
            try await installation.superuserQuery("SELECT to_regclass('p_hosting.\(name)') IS NOT NULL") == [["t"]]
        }
    }
}
