import Glibc
import PluginKit
import PostgresClient
import Testing

@testable import Hosting

@Suite("The plugin's statements on a real database", .serialized)
struct StatementTests {
    /// One for the process: the plugin's roles belong to the whole cluster.
    static let world = Task { try await HostingWorld() }

    func addMiner(_ world: HostingWorld, serial: String, status: String = "active", state: String = "ok", observedSecondsAgo: Int?)
        async throws
    {
        try await world.run(
            .alpha,
            sql: """
                INSERT INTO miners (serial_number, model_id, status, address)
                VALUES ($1, (SELECT min(id) FROM miner_models), $2, '10.0.0.1')
                """, [.text(serial), .text(status)])
        guard let observedSecondsAgo else { return }
        try await world.run(
            .alpha,
            sql: """
                INSERT INTO miner_states (miner_id, state, state_since, observed_at, last_seen_at, hashrate_ths, power_watts)
                SELECT m.id, $3, now(), now() - make_interval(secs => $2), now() - make_interval(secs => $2), 90, 3000
                FROM miners m WHERE m.serial_number = $1
                """, [.text(serial), .double(Double(observedSecondsAgo)), .text(state)])
    }

    @Test("a miner whose last reading is old is stale wherever its state is told, sorted by or counted")
    func stale() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        let expected = ["never": "never_seen", "new": "ok", "off": "offline", "old": "stale"]
        try await addMiner(world, serial: "old", observedSecondsAgo: 200)
        try await addMiner(world, serial: "new", observedSecondsAgo: 160)
        try await addMiner(world, serial: "off", status: "offline", observedSecondsAgo: 200)
        try await addMiner(world, serial: "never", observedSecondsAgo: nil)
        let noFilter = [PostgresValue](repeating: .null, count: 6)
        for tenant in [HostingWorld.Tenant.alpha, .north] {
            func states(_ rows: [[String: String]]) -> [String: String] {
                Dictionary(uniqueKeysWithValues: rows.map { ($0["serial_number"] ?? "", $0["state"] ?? "") })
            }
            let page = try await world.rows(tenant, "miners_page", .int(20), .int(0))
            #expect(states(page) == expected)
            for row in page {
                let detail = try await world.rows(tenant, "miner_detail", .int(Int64(row["id"] ?? "") ?? 0))
                #expect(states(detail) == states([row]))
            }
            let all = noFilter + [.text("state"), .text("asc"), .int(20), .int(0)]
            let sorted = try await world.rows(tenant, "miners_search", all)
            #expect(states(sorted) == expected)
            #expect(sorted.map { $0["state"] } == ["never_seen", "offline", "ok", "stale"])
            let down = try await world.rows(tenant, "miners_search", noFilter + [.text("state"), .text("desc"), .int(20), .int(0)])
            #expect(down.map { $0["state"] } == ["stale", "ok", "offline", "never_seen"])
            for (serial, state) in expected {
                let filter: [PostgresValue] = [.null, .text(state), .null, .null, .null, .null]
                let found = try await world.rows(tenant, "miners_search", filter + [.null, .text("asc"), .int(20), .int(0)])
                #expect(found.map { $0["serial_number"] } == [serial])
                #expect(try await world.rows(tenant, "miners_matching", filter).map { $0["total"] } == ["1"])
            }
            let summary = try await world.rows(tenant, "fleet_summary")
            #expect(summary.map { $0["state"] } == ["never_seen", "offline", "ok", "stale"])
            #expect(summary.map { $0["miners"] } == ["1", "1", "1", "1"])
            // Figures of a stale miner are past ones and count in no sum.
            #expect(summary.map { Double($0["hashrate_ths"] ?? "") } == [0, 0, 90, 0])
        }
    }

    @Test("a batch stores each miner's own details; one that did not answer keeps its last, and a batch of silence is stored")
    func details() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for serial in ["first", "second", "third"] { try await addMiner(world, serial: serial, observedSecondsAgo: nil) }
        let miners = try await world.run(.alpha, sql: "SELECT id FROM miners ORDER BY id").rows
        let ids = (0..<3).map { row in if case .int(let id) = miners.value(row: row, column: 0) { id } else { Int64(0) } }
        func write(_ rows: [(miner: Int64, state: String, answered: Bool, details: String)]) async throws {
            let states = rows.enumerated().map { position, row in
                """
                {"line": \(position + 1), "miner_id": \(row.miner), "state": "\(row.state)", "detail": "", "answered": \(row.answered),
                 "observed_at": "2026-01-01T00:00:0\(position)Z"}
                """
            }
            try await world.run(
                .alpha, sql: try HostingWorld.statement("states_write"),
                [.json("[\(states.joined(separator: ","))]"), .text(rows.map(\.details).joined(separator: "\n"))])
        }
        func stored() async throws -> [String] {
            let rows = try await world.run(
                .alpha, sql: "SELECT state || ' ' || coalesce(details, '-') FROM miner_states ORDER BY miner_id"
            ).rows
            return (0..<rows.rowCount).map { if case .text(let text) = rows.value(row: $0, column: 0) { text } else { "?" } }
        }
        try await write([
            (ids[0], "ok", true, #"{"of":"first"}"#), (ids[1], "unreachable", false, ""), (ids[2], "ok", true, #"{"of":"third"}"#),
        ])
        #expect(try await stored() == [#"ok {"of":"first"}"#, "unreachable -", #"ok {"of":"third"}"#])
        try await write([(ids[0], "unreachable", false, "")])
        #expect(try await stored() == [#"unreachable {"of":"first"}"#, "unreachable -", #"ok {"of":"third"}"#])
    }

    @Test("a span that ends before the rows that are kept is told to its last bucket at each step, and so is a miner that fell silent then")
    func droppedRows() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "silent", observedSecondsAgo: nil)
        let miner = try #require(
            try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first.flatMap { Int64($0["id"] ?? "") })
        let now = Int(time(nil))
        let day = now / 86_400 * 86_400 - 40 * 86_400
        try await world.keepPartitions(now: day)
        for (second, rate) in [(36_000, 100.0), (36_060, 50), (36_300, 60)] {
            try await StatementTests.ingest(world, miner, at: day + second, rate)
        }
        try await world.rollUp(now: day + 86_400 + 7_200)
        try await world.keepPartitions(now: now)
        let left = try await world.run(.north, sql: "SELECT 1 FROM telemetry UNION ALL SELECT 1 FROM fleet").rows.rowCount
        #expect(left == 0, "the rows themselves have been dropped")
        for (step, expected) in [
            ("5m", [(day + 36_000, 75.0), (day + 36_300, 60)]), ("1h", [(day + 36_000, 70)]), ("1d", [(day, 70)]),
        ] as [(String, [(Int, Double)])] {
            let wanted = expected.map { ["\($0)", "\($1)"] }
            for end in [day + 86_400, now] {
                let span = [day - 86_400, end].map { PostgresValue.timestamp(micros: Int64($0) * 1_000_000) }
                let told = try await world.rows(.alpha, "telemetry_\(step)", [.int(miner)] + span)
                #expect(told.map { [$0["bucket"] ?? "", $0["hashrate_ths"] ?? ""] } == wanted, "telemetry_\(step) until \(end)")
                let fleet = try await world.rows(.north, "fleet_\(step)", span)
                #expect(fleet.map { [$0["bucket"] ?? "", $0["hashrate_ths"] ?? ""] } == wanted, "fleet_\(step) until \(end)")
            }
        }
        // The newest bucket is still open: what came since it was rolled up counts.
        try await StatementTests.ingest(world, miner, at: now - 600, 10)
        try await world.rollUp(now: now)
        try await StatementTests.ingest(world, miner, at: now - 540, 30)
        let span = [now - 86_400, now].map { PostgresValue.timestamp(micros: Int64($0) * 1_000_000) }
        for step in ["5m", "1h", "1d"] {
            let told = try await world.rows(.alpha, "telemetry_\(step)", [.int(miner)] + span)
            #expect(told.compactMap { $0["samples"].flatMap { Int($0) } }.reduce(0, +) == 2, "\(step)")
        }
    }

    /// A row of the miner and one of its tenant's fleet.
    private static func ingest(_ world: HostingWorld, _ miner: Int64, at second: Int, _ rate: Double) async throws {
        try await world.ingest(.alpha, "telemetry", at: second, ["miner_id": .int(miner), "hashrate_ths": .double(rate)])
        try await world.ingest(
            .alpha, "fleet", at: second,
            ["hashrate_ths": .double(rate), "power_watts": .double(1), "miners_total": .double(1), "miners_ok": .double(1)])
    }

    /// A plugin has neither views nor functions in the database, so the rule stands in each statement that tells a state.
    @Test("the rule for a state is the same text in every statement that has it, once")
    func oneRule() throws {
        let rule = """
            CROSS JOIN LATERAL ( SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen' \
            WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state ) now_is
            """
        var telling: [String] = []
        for name in try HostingWorld.statements() {
            let sql = try HostingWorld.statement(name).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard sql.contains("'stale'") else { continue }
            telling.append(name)
            #expect(sql.ranges(of: rule).count == 1, "\(name)")
            #expect(sql.ranges(of: "'stale'").count == 1, "\(name)")
        }
        let listing = ["alert_candidates", "fleet_summary", "maintenance_miners_insert", "map_miners", "miner_detail", "miners_chosen"]
        #expect(telling == listing + ["miners_export", "miners_matching", "miners_page", "miners_search", "operation_create"])
    }

    @Test(
        "the rules for a running maintenance window and for a miner that was told to sleep are the same text in every statement that has them"
    )
    func oneRuleOfWindowsAndOrders() throws {
        let window = """
            CASE WHEN m.status = 'active' AND ( m.id IN (SELECT w.miner_id FROM maintenance_windows w WHERE w.from_at <= now() \
            AND w.until_at > now() AND w.miner_id IS NOT NULL) OR m.site_id IN (SELECT w.site_id FROM maintenance_windows w \
            WHERE w.from_at <= now() AND w.until_at > now() AND w.site_id IS NOT NULL)) THEN 'maintenance' ELSE m.status END
            """
        let order = "coalesce(po.sleeps AND (s.hashed_at IS NULL OR s.hashed_at <= po.ordered_at + interval '2 minutes'), false)"
        var (windows, orders): ([String], [String]) = ([], [])
        for name in try HostingWorld.statements() {
            let sql = try HostingWorld.statement(name).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if sql.contains("THEN 'maintenance'") {
                windows.append(name)
                #expect(sql.ranges(of: window).count == 1, "\(name)")
            }
            if sql.contains("JOIN power_orders") {
                orders.append(name)
                #expect(sql.ranges(of: order).count == 1, "\(name)")
            }
        }
        #expect(windows == ["alert_candidates", "curtailment_miners", "plan_miners"] && orders == ["alert_candidates", "collect_targets"])
    }

    @Test("what a curtailment chooses from comes page by page in the order of the ids, to those in whose sight it is")
    func curtailmentMiners() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "A", observedSecondsAgo: 60)
        try await addMiner(world, serial: "B", observedSecondsAgo: 90)
        try await addMiner(world, serial: "C", status: "maintenance", observedSecondsAgo: nil)
        for tenant in [HostingWorld.Tenant.alpha, .north] {
            let first = try await world.rows(tenant, "curtailment_miners", .null, .int(0), .int(2), .null)
            let reached = try #require(Int64(first.last?["id"] ?? ""))
            let rows = first + (try await world.rows(tenant, "curtailment_miners", .null, .int(reached), .int(2), .null))
            #expect(first.count == 2 && rows.count == 3)
            #expect(rows.compactMap { $0["serial_number"] }.sorted() == ["A", "B", "C"])
            #expect(rows.map { $0["client"] } == ["alpha", "alpha", "alpha"])
            let read = try #require(rows.first { $0["serial_number"] == "A" })
            #expect(read["state"] == "ok" && read["power_is_estimated"] == "false")
            let age = (Int(read["read_at"] ?? "") ?? 0) - (Int(read["last_seen_at"] ?? "") ?? 0)
            #expect(age >= 59 && age <= 61)
        }
        #expect(try await world.rows(.alpha, "curtailment_miners", .int(1), .int(0), .int(2), .null).isEmpty)
        #expect(try await world.rows(.alpha, "site_name", .int(1)).isEmpty)
    }

    @Test("a new miner of an unknown client, model or site is not written, and the first field that is wrong is named")
    func unresolvedNew() async throws {
        let world = try await StatementTests.world.value
        let model = try #require(try await world.rows(.north, "models_page", .int(1), .int(0)).first?["id"])
        for (client, wanted, site, field, value) in [
            ("alpha", "Antminer S99", "null", "model", "Antminer S99"), ("alpha", model, "987654", "site_id", "987654"),
            ("nobody", model, "null", "client", "nobody"),
        ] {
            let item =
                #"{"client":"\#(client)","serial_number":"U1","model":"\#(wanted)","site_id":\#(site),"status":"active","address":"10.0.0.2","port":4028}"#
            let good =
                #"{"client":"alpha","serial_number":"U0","model":"\#(model)","site_id":null,"status":"active","address":"10.0.0.2","port":4028}"#
            let json = PostgresValue.json("[\(good),\(item)]")
            #expect(try await world.rows(.north, "miners_insert", json).isEmpty)
            let told = try await world.rows(.north, "miners_unresolved", json)
            #expect(told == [["serial_number": "U1", "field": field, "value": value]])
        }
    }

    @Test("serial numbers in the way of new miners are named, of whose they are, and nothing else is")
    func taken() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for number in 1...4 { try await addMiner(world, serial: "T\(number)", observedSecondsAgo: nil) }
        func taken(_ wanted: (client: String, serial: String)...) async throws -> [[String: String]] {
            let items = wanted.map { #"{"client":"\#($0.client)","serial_number":"\#($0.serial)","model":"m","port":4028}"# }
            return try await world.rows(.north, "miners_taken", .json("[\(items.joined(separator: ","))]"))
        }
        #expect(try await taken(("alpha", "new"), ("alpha", "T2")) == [StatementTests.taken("T2", isThere: true)])
        #expect(try await taken(("alpha", "N"), ("alpha", "new"), ("alpha", "N")) == [StatementTests.taken("N", isThere: false)])
        // Another tenant's own may be called the same.
        #expect(try await taken(("north", "T2"), ("alpha", "N"), ("north", "N"), ("nobody", "T2")).isEmpty)
        let many = try await taken(("alpha", "T4"), ("alpha", "T3"), ("alpha", "T2"), ("alpha", "T1"))
        #expect(many == ["T1", "T2", "T3"].map { StatementTests.taken($0, isThere: true, total: 4) })
        // As the request that they refuse sees them.
        let model = try #require(try await world.rows(.north, "models_page", .int(1), .int(0)).first?["id"])
        let item = #"{"client":"alpha","serial_number":"T1","model":"\#(model)","status":"active","address":"10.0.0.2","port":4028}"#
        let refused = await #expect(throws: PostgresError.self) { try await world.rows(.north, "miners_insert", .json("[\(item)]")) }
        #expect(refused?.sqlState == "23505")
    }

    private static func taken(_ serial: String, isThere: Bool, total: Int = 1) -> [String: String] {
        ["client": "alpha", "serial_number": serial, "is_there": "\(isThere)", "total": "\(total)"]
    }

    @Test("a change to an unknown model or site writes nothing, without PostgreSQL's words")
    func unresolvedChange() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "C1", observedSecondsAgo: nil)
        let miner = try #require(try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first)
        let id = PostgresValue.int(Int64(miner["id"] ?? "") ?? 0)
        let update = try HostingWorld.statement("miner_update")
        func change(_ model: PostgresValue, setsSite: Bool, _ site: PostgresValue) async throws -> Int {
            let parameters: [PostgresValue] = [
                id, .null, model, .null, .null, .null, .bool(setsSite), site, .text(""), .null, .null,
            ]
            return try await world.run(.alpha, sql: update, parameters).rows.rowCount
        }
        #expect(try await change(.text("Antminer S99"), setsSite: false, .null) == 0)
        #expect(try await change(.null, setsSite: true, .int(987_654)) == 0)
        #expect(try await change(.text(miner["model_id"] ?? ""), setsSite: true, .null) == 1)
        #expect(try await change(.null, setsSite: false, .null) == 1)
        #expect(try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first?["model_id"] == miner["model_id"])
    }

    @Test("the refusal names the field, what was expected and what was found; what is another's is not there")
    func words() {
        let refusal = MinerDraft.unresolved(field: "model", value: "Antminer S99", serialNumber: "A1")
        #expect(refusal.code == .invalidArgument)
        let expected =
            "model: expected the id or the name of a model of the catalogue, or nameplate_hashrate_ths and nameplate_power_watts with "
            + "another name, found "
        #expect(refusal.message == expected + #""Antminer S99" (miner "A1")."#)
        let site = MinerDraft.unresolved(field: "site_id", value: "9", serialNumber: nil)
        #expect(site.code == .notFound)
        #expect(site.message.hasPrefix("site_id: expected the id of a site"))
        #expect(MinerDraft.unresolved(field: "client", value: "beta", serialNumber: nil).code == .notFound)
    }

    @Test("the refusal of a serial number or a site's name tells which")
    func takenWords() throws {
        func miner(_ serial: String, isThere: Bool = true, total: Int64 = 1) -> MinerDraft.Taken {
            MinerDraft.Taken(client: "alpha", serialNumber: serial, isThere: isThere, total: total)
        }
        let one = MinerDraft.taken([miner("A1")])
        #expect(one.code == .conflict)
        #expect(one.message == #"serial_number: alpha has "A1" already. Nothing was written."#)
        let twice = MinerDraft.taken([miner("A1", isThere: false)])
        #expect(twice.message == #"serial_number: "A1" is given more than once for alpha. Nothing was written."#)
        let many = MinerDraft.taken([miner("A1", total: 9), miner("A2", total: 9)])
        #expect(many.message == #"serial_number: alpha has "A1" already; alpha has "A2" already; and 7 more. Nothing was written."#)
        #expect(MinerDraft.taken([]).code == .conflict)
        #expect(MinerDraft.taken(serialNumber: "A1").message.contains(#""A1""#))
        let site = try SiteDraft(try JSONValue(parsing: bytes(#"{"name":"North hall"}"#))).taken
        #expect(site.code == .conflict && site.message == #"name: you have a site "North hall" already."#)
    }
}
