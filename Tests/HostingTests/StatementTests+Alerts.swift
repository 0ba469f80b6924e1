import Glibc
import PluginKit
import PostgresClient
import Testing

@testable import Hosting

extension StatementTests {
    /// Miners of alpha that nobody reaches, in one of north's sites.
    private func addUnreachable(_ world: HostingWorld, _ serials: [String]) async throws {
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await world.run(.north, sql: "DELETE FROM sites")
        for serial in serials { try await addMiner(world, serial: serial, state: "unreachable", observedSecondsAgo: 20) }
    }

    /// What a rule about miners that are offline says of each miner that comes as a candidate.
    private func offline(_ world: HostingWorld, _ tenant: HostingWorld.Tenant) async throws -> [String: AlertVerdict] {
        let rows = try await world.rows(tenant, "alert_candidates", .null, .null, .null, .null, .int(0), .int(0), .int(100))
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let miner = AlertStory.miner(
                    1, row["state"] ?? "", status: row["status"] ?? "", siteId: nil, isCurtailed: row["is_curtailed"] == "true",
                    overdueSince: row["overdue_since"] == nil ? nil : AlertStory.start)
                return (row["serial_number"] ?? "", AlertStory.rule().judge(miner))
            })
    }

    @Test("who is worked on, kept asleep by a plan, on the way to sleep or starting again raises no alert; who is past all that does")
    func exempt() async throws {
        let world = try await StatementTests.world.value
        let down = ["plain", "woken long ago", "went on", "window over", "shed before"]
        let exempt = ["in a window", "shed", "told to sleep", "told to wake"]
        try await addUnreachable(world, down + exempt)
        func miner(_ serial: String) -> String { "(SELECT id FROM miners WHERE serial_number = '\(serial)')" }
        for (serial, from, until) in [("in a window", "-1 hour", "1 hour"), ("window over", "-2 hours", "-1 hour")] {
            try await world.run(
                .alpha,
                sql: """
                    INSERT INTO maintenance_windows (miner_id, from_at, until_at)
                    VALUES (\(miner(serial)), now() + interval '\(from)', now() + interval '\(until)')
                    """)
        }
        for (serial, until) in [("shed", "NULL"), ("shed before", "now() - interval '1 hour'")] {
            try await world.run(
                .alpha,
                sql: """
                    INSERT INTO curtailment_reductions (plan_tenant_id, plan_id, miner_id, from_at, until_at, baseline_watts)
                    VALUES (1, 1, \(miner(serial)), now() - interval '2 hours', \(until), 3000)
                    """)
        }
        for (serial, sleeps, minutes) in [
            ("told to sleep", true, 1), ("told to wake", false, 1), ("woken long ago", false, 30), ("went on", true, 30),
        ] {
            try await world.run(
                .alpha,
                sql:
                    "INSERT INTO power_orders (miner_id, sleeps, ordered_at) VALUES (\(miner(serial)), $1, now() - make_interval(mins => $2))",
                [.bool(sleeps), .int(Int64(minutes))])
        }
        try await world.run(.alpha, sql: "UPDATE miner_states SET hashed_at = now() WHERE miner_id = \(miner("went on"))")
        for tenant in [HostingWorld.Tenant.alpha, .north] {
            let verdicts = try await offline(world, tenant)
            #expect(Set(verdicts.keys) == Set(down + exempt))
            for serial in exempt { #expect(verdicts[serial] == .exempt, "\(serial), \(tenant)") }
            for serial in down { #expect(verdicts[serial] == .breached(value: nil, since: nil), "\(serial), \(tenant)") }
        }
    }

    @Test("a rule keeps when it told anything, and apart from that when it told again what stands")
    func notified() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM alert_rules")
        for name in ["news", "repeats", "silent"] {
            try await world.run(.alpha, sql: "INSERT INTO alert_rules (name, kind) VALUES ($1, 'offline')", [.text(name)])
        }
        let ids = try await world.rows(.alpha, "alert_rules_enabled").map { $0["id"] ?? "" }
        func tell(_ notices: String) async throws -> [[Bool]] {
            try await world.run(.alpha, sql: try HostingWorld.statement("alert_rules_notified"), [.json(notices)])
            let rules = try await world.rows(.alpha, "alert_rules_enabled")
            return rules.map { [$0["last_notified_at"] != nil, $0["last_repeated_at"] != nil] }
        }
        let first = #"[{"id":\#(ids[0]),"is_repeat":false},{"id":\#(ids[1]),"is_repeat":true}]"#
        #expect(try await tell(first) == [[true, false], [true, true], [false, false]])
        #expect(try await tell(#"[{"id":\#(ids[1]),"is_repeat":false}]"#) == [[true, false], [true, true], [false, false]])
        try await world.run(.alpha, sql: "DELETE FROM alert_rules")
    }

    @Test("who sleeps on after it was told to wake alarms from the order; who starts, is shed, or was at work since does not")
    func overdue() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        let minutes: [String: Int64] = ["sleeps on": 8, "starts": 6, "shed": 30, "slept again": 30, "told to sleep": 30]
        for serial in minutes.keys { try await addMiner(world, serial: serial, state: "paused", observedSecondsAgo: 20) }
        try await addMiner(world, serial: "never told", state: "paused", observedSecondsAgo: 20)
        func miner(_ serial: String) -> String { "(SELECT id FROM miners WHERE serial_number = '\(serial)')" }
        for (serial, minutes) in minutes {
            try await world.run(
                .alpha,
                sql:
                    "INSERT INTO power_orders (miner_id, sleeps, ordered_at) VALUES (\(miner(serial)), $1, now() - make_interval(mins => $2))",
                [.bool(serial == "told to sleep"), .int(minutes)])
        }
        try await world.run(
            .alpha, sql: "UPDATE miner_states SET hashed_at = now() - interval '20 minutes' WHERE miner_id = \(miner("slept again"))")
        try await world.run(
            .alpha,
            sql: """
                INSERT INTO curtailment_reductions (plan_tenant_id, plan_id, miner_id, from_at, until_at, baseline_watts)
                VALUES (1, 1, \(miner("shed")), now() - interval '2 hours', NULL, 3000)
                """)
        for tenant in [HostingWorld.Tenant.alpha, .north] {
            let verdicts = try await offline(world, tenant)
            #expect(verdicts["sleeps on"] == .breached(value: nil, since: AlertStory.start), "\(tenant)")
            #expect(verdicts.filter { $0.key != "sleeps on" }.allSatisfy { $0.value == .exempt } && verdicts.count == 6, "\(verdicts)")
        }
    }

    @Test("a window of a site holds for every miner in it, also for the client that does not own the site")
    func siteWindow() async throws {
        let world = try await StatementTests.world.value
        try await addUnreachable(world, ["inside", "outside"])
        try await world.run(.north, sql: "INSERT INTO sites (name) VALUES ('Hall W')")
        try await world.run(
            .north,
            sql: """
                UPDATE miners SET site_tenant_id = si.tenant_id, site_id = si.id FROM sites si
                WHERE miners.serial_number = 'inside' AND si.name = 'Hall W'
                """)
        #expect(try await offline(world, .alpha)["inside"] == .breached(value: nil, since: nil))
        try await world.run(
            .north,
            sql: """
                INSERT INTO maintenance_windows (site_id, from_at, until_at)
                SELECT id, now() - interval '1 minute', now() + interval '1 hour' FROM sites WHERE name = 'Hall W'
                """)
        for tenant in [HostingWorld.Tenant.alpha, .north] {
            let verdicts = try await offline(world, tenant)
            #expect(verdicts == ["inside": .exempt, "outside": .breached(value: nil, since: nil)], "\(tenant)")
        }
    }

    @Test("a provider's order to a client's miner is the client's to see, until the miner is seen at work well after it")
    func toldToSleep() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for serial in ["A", "B"] { try await addMiner(world, serial: serial, observedSecondsAgo: 30) }
        let ids = try await world.rows(.north, "curtailment_miners", .null, .int(0), .int(9), .null).compactMap { Int64($0["id"] ?? "") }
        #expect(ids.count == 2)
        func told() async throws -> [String?] {
            try await world.rows(.alpha, "collect_targets", .int(0), .int(9)).map { $0["is_told_to_sleep"] }
        }
        #expect(try await told() == ["false", "false"])
        try await world.run(
            .north, sql: try HostingWorld.statement("power_orders_write"),
            [.json(#"[{"miner_id":\#(ids[1]),"sleeps":true},{"miner_id":987654321,"sleeps":true}]"#)])
        #expect(try await told() == ["false", "true"])
        func seen(at time: String, rate: Double) async throws {
            let row =
                #"{"line":1,"miner_id":\#(ids[1]),"state":"ok","detail":"","answered":true,"observed_at":"\#(time)","hashrate_ths":\#(rate),"rate_value":\#(rate)}"#
            try await world.run(.alpha, sql: try HostingWorld.statement("states_write"), [.json("[\(row)]"), .text("")])
        }
        func later(_ seconds: Int) -> String {
            var (time, parts) = (Glibc.time(nil) + seconds, tm())
            gmtime_r(&time, &parts)
            var text = [CChar](repeating: 0, count: 32)
            strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        // Rates are means: one that still falls is no work.
        try await seen(at: later(60), rate: 20)
        #expect(try await told() == ["false", "true"])
        try await seen(at: later(150), rate: 0)
        #expect(try await told() == ["false", "true"])
        try await seen(at: later(200), rate: 95)
        #expect(try await told() == ["false", "false"])
        try await seen(at: later(260), rate: 0)
        #expect(try await told() == ["false", "false"], "who went on and then fails does not sleep")
        try await world.run(
            .north, sql: try HostingWorld.statement("power_orders_write"), [.json(#"[{"miner_id":\#(ids[1]),"sleeps":false}]"#)])
        #expect(try await told() == ["false", "false"])
    }

    @Test("an uptime counts the rounds as minutes: asked, answered, hashing, and those that a plan took; out of service are none")
    func uptime() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for serial in ["curtailed", "silent", "shelved", "repaired"] { try await addMiner(world, serial: serial, observedSecondsAgo: nil) }
        try await world.run(.alpha, sql: "UPDATE miners SET created_at = now() - interval '50 days'")
        // Long ago, so that no other test's span holds it.
        let hour = Int(time(nil)) / 86_400 * 86_400 - 45 * 86_400 + 10 * 3_600
        // One is out of service by its status, the other was from the half of the hour on.
        try await world.run(.alpha, sql: "UPDATE miners SET status = 'offline' WHERE serial_number = 'shelved'")
        for (from, to, second) in [("active", "offline", hour + 1_800), ("offline", "active", hour + 7_200)] {
            try await world.run(
                .alpha,
                sql: """
                    INSERT INTO miner_status_changes (miner_id, from_status, to_status, changed_at)
                    SELECT m.id, '\(from)', '\(to)', to_timestamp($1::float8) FROM miners m WHERE m.serial_number = 'repaired'
                    """, [.double(Double(second))])
        }
        try await world.keepPartitions(now: hour)
        // Ids say nothing of an order.
        let rows = try await world.rows(.alpha, "curtailment_miners", .null, .int(0), .int(9), .null)
        let id = try #require(rows.first { $0["serial_number"] == "curtailed" }.flatMap { Int64($0["id"] ?? "") })
        // At work for half an hour, then asleep; it stops answering after forty minutes.
        for minute in 0..<60 {
            try await world.ingest(
                .alpha, "fleet", at: hour + minute * 60,
                ["hashrate_ths": .double(100), "power_watts": .double(1), "miners_total": .double(2), "miners_ok": .double(1)])
            guard minute < 40 else { continue }
            try await world.ingest(
                .alpha, "telemetry", at: hour + minute * 60,
                [
                    "miner_id": .int(id), "hashrate_ths": .double(minute < 30 ? 100 : 0), "hashing": .double(minute < 30 ? 1 : 0),
                    "paused": .double(minute < 30 ? 0 : 1),
                ])
        }
        try await world.run(
            .alpha,
            sql: """
                INSERT INTO curtailment_reductions (plan_tenant_id, plan_id, miner_id, from_at, until_at, baseline_watts)
                VALUES (1, 2, $1, to_timestamp($2::float8), to_timestamp($2::float8 + 1800), 3000)
                """, [.int(id), .double(Double(hour + 1_800))])
        try await world.rollUp(now: hour + 4 * 3_600)
        let span = [hour, hour + 3_600].map { PostgresValue.timestamp(micros: Int64($0) * 1_000_000) }
        for tenant in [HostingWorld.Tenant.alpha, .north] {
            let told = try await world.rows(tenant, "uptime_1h", span + [.text("miner"), .null, .int(20), .int(0)])
            func minutes(_ serial: String) -> [Double?] {
                let row = told.first { $0["name"] == serial } ?? [:]
                return ["asked_minutes", "answered_minutes", "hashing_minutes", "curtailed_minutes"].map { row[$0].flatMap(Double.init) }
            }
            #expect(minutes("curtailed") == [60, 40, 30, 30], "\(tenant)")
            #expect(minutes("silent") == [60, 0, 0, 0], "\(tenant)")
            #expect(minutes("shelved") == [0, 0, 0, 0], "\(tenant)")
            #expect(minutes("repaired") == [30, 0, 0, 0], "\(tenant)")
            let client = try await world.rows(tenant, "uptime_1h", span + [.text("client"), .null, .int(20), .int(0)])
            #expect(client.map { $0["asked_minutes"] } == ["150.0"] && client.map { $0["hashing_minutes"] } == ["30.0"], "\(tenant)")
            let day = [hour - 10 * 3_600, hour + 14 * 3_600].map { PostgresValue.timestamp(micros: Int64($0) * 1_000_000) }
            let byDay = try await world.rows(tenant, "uptime_1d", day + [.text("miner"), .null, .int(20), .int(0)])
            let asked = Dictionary(uniqueKeysWithValues: byDay.map { ($0["name"] ?? "", $0["asked_minutes"] ?? "") })
            #expect(asked == ["curtailed": "60.0", "silent": "60.0", "shelved": "0.0", "repaired": "30.0"], "\(tenant)")
        }
    }

    /// What a miner answers whose four fans turn so many times a minute, in firmware that lists eight sockets.
    private func reading(fans: [Int], model: String = "Antminer S19") throws -> MinerReading {
        let sockets = (1...8).map { "\"fan\($0)\":\($0 <= fans.count ? fans[$0 - 1] : 0)" }.joined(separator: ",")
        var builder = MinerReadingBuilder()
        let reply =
            #"{"STATUS":[{"STATUS":"S","Code":70,"Msg":"CGMiner stats"}],"STATS":[{"CGMiner":"4.11.1","Type":"\#(model)"},"#
            + #"{"STATS":0,"ID":"BTM","GHS 5s":90000.0,"GHS av":90000.0,"fan_num":4,\#(sockets)}],"id":1}"#
        if let failure = builder.add(bytes(reply)) { throw failure }
        return builder.finish()
    }

    @Test(
        "a fan that turned and stands still alarms, as one that sinks first does; a socket that never had one does not, nor what maintenance took out"
    )
    func stoppedFan() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "four fans", observedSecondsAgo: nil)
        try await world.run(.alpha, sql: "UPDATE miners SET model_id = 'bitmain-antminer-s9-13-5-th'")
        let id = try #require(try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first.flatMap { Int64($0["id"] ?? "") })
        let rule = AlertStory.rule(1, .fan, threshold: 1_000)

        /// Stores an answer as collection does; nil where none came.
        func answer(_ fans: [Int]?, model: String = "Antminer S19") async throws {
            let observation = Observation(
                target: MinerTarget(id: id, address: "10.0.0.1", nameplateHashrateTHs: 95, nameplatePowerWatts: 3_250),
                state: fans == nil ? .unreachable : .ok, detail: "", observedAt: Timestamp(unixMicros: Int64(time(nil)) * 1_000_000),
                reading: try fans.map { try reading(fans: $0, model: model) }, commands: nil, reply: nil)
            var row = JSONWriter(capacity: 500)
            observation.write(to: &row, line: 1)
            try await world.run(
                .alpha, sql: try HostingWorld.statement("states_write"),
                [.json("[\(String(decoding: row.bytes, as: UTF8.self))]"), .text(String(decoding: observation.detailsLine, as: UTF8.self))])
        }
        func slowest() async throws -> Double? {
            let rows = try await world.rows(.alpha, "alert_candidates", .null, .null, .null, .double(20_000), .int(0), .int(0), .int(9))
            return rows.first?["slowest_fan_rpm"].flatMap { Double($0) }
        }
        func stopped() async throws -> String? { try await world.rows(.alpha, "miner_detail", .int(id)).first?["stopped_fans"] ?? nil }
        func verdict() async throws -> AlertVerdict { rule.judge(AlertStory.miner(id, fanRpm: try await slowest())) }

        try await answer([6_000, 6_100, 6_200, 6_300])
        #expect(try await slowest() == 6_000)
        #expect(try await stopped() == "[]")
        try await answer([6_000, 900, 6_200, 6_300])
        #expect(try await verdict() == .breached(value: 900, since: nil))
        try await answer([6_000, 0, 6_200, 6_300])
        #expect(try await verdict() == .breached(value: 0, since: nil), "that it stands still is no recovery")
        #expect(try await stopped() == "[2]")
        try await answer([0, 0, 0, 0])
        #expect(try await verdict() == .breached(value: 0, since: nil))
        #expect(try await stopped() == "[1, 2, 3, 4]")
        try await answer(nil)
        #expect(try await stopped() == "[1, 2, 3, 4]", "who says nothing says nothing of its fans")
        try await answer([6_000, 6_100, 6_200, 6_300])
        #expect(try await verdict() == .clear)
        #expect(try await stopped() == "[]")

        // Two are taken out in the workshop.
        try await world.run(.alpha, sql: "UPDATE miners SET status = 'maintenance'")
        try await answer([6_000, 0, 0, 6_300])
        try await world.run(.alpha, sql: "UPDATE miners SET status = 'active'")
        try await answer([6_000, 0, 0, 6_300])
        #expect(try await slowest() == 6_000)
        #expect(try await stopped() == "[]")
        // Another machine at the same address has fewer.
        try await answer([6_000, 0, 0, 0], model: "Antminer S21")
        #expect(try await slowest() == 6_000)
    }
}
