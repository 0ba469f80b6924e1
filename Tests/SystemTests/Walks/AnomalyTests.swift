import Foundation
import Testing

extension SystemTests {
    /// From a machine's fault to a finding and its end. Everything that the looks see was told by simulated devices and collected by Hosting; only the
    /// time is not real: what is collected in seconds stands for the hours of a week.
    @Suite("Anomalies of a simulated fleet") struct AnomalyTests {
        private static let miners = 20
        private static let faulty = 7

        /// Hosting asks its devices every three seconds, Analytics looks as often.
        private func installation() throws -> Installation {
            let hosting = "{networks: [\(Loopback.fleetAddress)/32], settings: {connect_timeout_millis: 500, reply_timeout_millis: 1000}}"
            let tenants = """
                  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                  - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}], plugins: {hosting: \(hosting), analytics: {}}}
                  - {id: alpha, kind: client, parent: north, members: [{email: alpha@demo.test, role: owner}], plugins: {hosting: \(hosting)}}

                """
            let installation = try Installation(tenants: tenants)
            let bundle = installation.folder + "/Analytics.plugin"
            try FileManager.default.copyItem(
                at: URL(fileURLWithPath: Product.bundle("Analytics")).resolvingSymlinksInPath(), to: URL(fileURLWithPath: bundle))
            let manifest = try String(contentsOfFile: bundle + "/plugin.yaml", encoding: .utf8)
            let quick = manifest.replacing("name: find_anomalies, every: 15m", with: "name: find_anomalies, every: 3s")
            guard quick != manifest else { throw TestFailure("Analytics's manifest has no job 'find_anomalies, every: 15m' any more") }
            try quick.write(toFile: bundle + "/plugin.yaml", atomically: true, encoding: .utf8)
            try installation.write(
                plugins: ["hosting": installation.folder + "/Hosting.plugin", "analytics": bundle], tenants: tenants)
            return installation
        }

        /// What was collected since a time becomes hours of the past, from so many hours ago to so many, each a little unlike the others.
        private func hours(_ from: Int, to: Int, since: String) -> String {
            """
            INSERT INTO p_hosting.telemetry_1h (tenant_id, miner_id, bucket, hashrate_ths_sum, hashrate_ths_count, power_watts_sum,
                power_watts_count, board_temperature_celsius, fan_rpm_sum, fan_rpm_count, samples)
            SELECT x.tenant_id, x.miner_id, h, 60 * x.rate * (1 + 0.004 * sin(x.miner_id * 7 + n * 3)), 60, 60 * x.power, 60,
                x.warmth + sin(n), 60 * x.fan, 60, 60
            FROM (SELECT t.tenant_id, t.miner_id, avg(t.hashrate_ths) AS rate, avg(t.power_watts) AS power,
                    max(t.board_temperature_celsius) AS warmth, avg(t.fan_rpm) AS fan
                FROM p_hosting.telemetry t WHERE t.recorded_at > '\(since)' AND t.hashrate_ths > 0 GROUP BY 1, 2) x,
                generate_series(date_trunc('hour', now()) - interval '\(from) hours', date_trunc('hour', now()) - interval '\(to) hours',
                    interval '1 hour') h, LATERAL (SELECT extract(epoch FROM h)::bigint / 3600 % 97 AS n) y
            ON CONFLICT (tenant_id, miner_id, bucket) DO UPDATE SET hashrate_ths_sum = excluded.hashrate_ths_sum,
                hashrate_ths_count = excluded.hashrate_ths_count;
            """
        }

        private func now(_ installation: Installation) async throws -> String {
            try await installation.superuserQuery("SELECT now()::text")[0][0]
        }

        /// Changes what looks read while none is under way: one that began before would write down that it has seen the hour.
        private func betweenLooks(_ installation: Installation, _ sql: String) async throws {
            try await installation.pause(plugin: "analytics", job: "find_anomalies")
            _ = try await installation.superuserQuery(sql)
            try await installation.resume(plugin: "analytics", job: "find_anomalies")
        }

        /// Waits until a machine has told its rate so many times since a time, each beyond or below a share of its usual one.
        private func told(
            _ installation: Installation, serial: String, since: String, times: Int, _ condition: String
        ) async throws {
            try await eventually("\(serial) has told \(condition) \(times) times", patience: .seconds(120)) {
                let count = try await installation.superuserQuery(
                    """
                    SELECT count(*) FROM p_hosting.telemetry t JOIN p_hosting.miners m ON m.tenant_id = t.tenant_id AND m.id = t.miner_id
                    WHERE m.serial_number = '\(serial)' AND t.recorded_at > '\(since)' AND t.hashrate_ths > 0 AND t.hashrate_ths \(condition)
                    """)
                return (Int(count[0][0]) ?? 0) >= times ? true : nil
            }
        }

        @Test(
            "A machine that loses part of its rate is a finding on the page, somebody takes note, and it is over once the machine is well")
        func walk() async throws {
            let installation = try installation()
            defer { installation.remove() }
            let simulator = try await Simulator.start(count: Self.miners, in: installation.folder)
            let host = try await installation.start().ready()
            do {
                try await walk(installation, simulator, host)
            } catch {
                await host.stop()
                await simulator.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            await host.stop()
            await simulator.stop()
        }

        private func walk(_ installation: Installation, _ simulator: Simulator, _ host: RunningHost) async throws {
            let north = try await host.login("north")
            let device = simulator.devices[Self.faulty]
            let items = simulator.devices.map { one -> JSON in
                [
                    "client": "alpha", "serial_number": .text(one.serial), "model": .text(one.model), "address": .text(one.address),
                    "port": .number(Double(one.port)),
                ]
            }
            #expect(try await north.post("/api/v1/hosting/miners", ["items": .list(items)]).status == 201)
            // Well: a week of it.
            let began = try await now(installation)
            try await told(installation, serial: device.serial, since: began, times: 4, "> \(device.hashrateTHs * 0.8)")
            _ = try await installation.superuserQuery(
                """
                CREATE TABLE IF NOT EXISTS p_hosting.telemetry_1h_past PARTITION OF p_hosting.telemetry_1h DEFAULT;
                CREATE TABLE IF NOT EXISTS p_hosting.fleet_1h_past PARTITION OF p_hosting.fleet_1h DEFAULT;
                \(hours(170, to: 9, since: began))
                """)
            // The fault, and eight hours of it.
            try await simulator.set(Self.faulty, "weak")
            let failed = try await now(installation)
            try await told(installation, serial: device.serial, since: failed, times: 3, "< \(device.hashrateTHs * 0.7)")
            try await betweenLooks(
                installation,
                """
                BEGIN;
                \(hours(8, to: 0, since: failed))
                INSERT INTO p_hosting.fleet_1h (tenant_id, bucket, hashrate_ths_count, power_watts_count, miners_total_sum, miners_total_count,
                    miners_ok_count)
                SELECT DISTINCT t.tenant_id, t.bucket, 60, 60, 60 * \(Self.miners), 60, 60 FROM p_hosting.telemetry_1h t
                ON CONFLICT DO NOTHING;
                DELETE FROM p_analytics.anomaly_looks;
                COMMIT
                """)
            let found = try await eventually("the look finds it", patience: .seconds(60)) { () -> JSON? in
                let open = try await north.get("/api/v1/analytics/anomalies?state=open").json["items"].items
                return open.isEmpty ? nil : .list(open)
            }
            #expect(found.items.map { $0["serial_number"].text } == [device.serial], "\(found.encoded)")
            #expect(found[0]["kind"].text == "hashrate_low" && found[0]["client"].text == "alpha")
            let page = try await north.page("/analytics/anomalies").text
            #expect(page.contains(device.serial) && page.contains("Hashrate low"))
            let id = found[0]["id"].text
            #expect(try await north.post("/api/v1/analytics/anomalies/\(id)/acknowledge", [:]).json["state"].text == "acknowledged")

            // Well again: three looks of an hour each no longer find it.
            try await simulator.set(Self.faulty, "healthy")
            let mended = try await now(installation)
            try await told(installation, serial: device.serial, since: mended, times: 3, "> \(device.hashrateTHs * 0.8)")
            _ = try await installation.superuserQuery(
                "DELETE FROM p_hosting.telemetry WHERE recorded_at < '\(mended)'; \(hours(8, to: 0, since: mended))")
            for look in 1...3 {
                let looked = try await installation.superuserQuery("SELECT looked_until::text FROM p_analytics.anomaly_looks")[0][0]
                _ = try await installation.superuserQuery(
                    "UPDATE p_analytics.anomaly_looks SET looked_until = looked_until - interval '1 hour'")
                try await eventually("look \(look) without it", patience: .seconds(60)) {
                    try await installation.superuserQuery(
                        "SELECT count(*) FROM p_analytics.anomaly_looks WHERE looked_until >= '\(looked)'") == [["1"]] ? true : nil
                }
            }
            let over = try await north.get("/api/v1/analytics/anomalies?state=gone").json["items"].items
            #expect(over.map { $0["id"].text } == [id], "\(over)")
            #expect(try await north.get("/api/v1/analytics/anomalies?state=standing").json["total"].integer == 0)
            #expect(try await north.page("/analytics/anomalies?state=gone").text.contains(device.serial))
        }
    }
}
