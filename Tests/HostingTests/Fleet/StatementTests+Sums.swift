import Glibc
import PostgresClient
import Testing

/// The sums that a provider's charts read.
extension StatementTests {
    private static let steps = ["5m", "1h", "1d"]

    private func charts(_ world: HostingWorld, _ tenant: HostingWorld.Tenant, site: Int64, _ spans: [(Int, Int)]) async throws -> [String] {
        var told: [String] = []
        for step in StatementTests.steps {
            for (from, until) in spans {
                let span = [from, until].map { PostgresValue.timestamp(micros: Int64($0) * 1_000_000) }
                for rows in [
                    try await world.rows(tenant, "fleet_\(step)", span),
                    try await world.rows(tenant, "site_fleet_\(step)", span + [.int(site)]),
                ] {
                    let words = rows.map { row in
                        ["bucket", "hashrate_ths", "miners_total", "estimated_watts"].map { row[$0] ?? "" }.joined(separator: " ")
                    }
                    told.append(words.joined(separator: ", "))
                }
            }
        }
        return told
    }

    /// Other tests tell of fleets too.
    private func clear(_ world: HostingWorld) async throws {
        let tables = ["fleet", "site_fleet"].flatMap { table in [table] + StatementTests.steps.map { "\(table)_\($0)" } }
        let sql = "TRUNCATE \((tables + ["fleet_sums"]).map { "p_hosting.\($0)" }.joined(separator: ", "))"
        _ = try await world.host.execute([(Statement(sql), [])])
    }

    private func sum(_ world: HostingWorld, from: Int, until: Int) async throws {
        let span = [from, until].map { PostgresValue.timestamp(micros: Int64($0) * 1_000_000) }
        for step in StatementTests.steps { try await world.run(.north, sql: try HostingWorld.statement("fleet_sums_\(step)"), span) }
    }

    @Test("a provider's charts tell the same before and after its sums were made, and read them; its client neither sees nor needs them")
    func sums() async throws {
        let world = try await StatementTests.world.value
        try await clear(world)
        let now = Int(time(nil))
        let day = now / 86_400 * 86_400 - 20 * 86_400
        try await world.keepPartitions(now: day)
        try await world.keepPartitions(now: now)
        let site = try #require(
            try await world.rows(.north, "site_insert", .text("Summed hall"), .text(""), .double(1), .null).first
                .flatMap { Int64($0["id"] ?? "") })
        for (tenant, second, rate) in [
            (HostingWorld.Tenant.alpha, day + 36_000, 100.0), (.alpha, day + 36_060, 50), (.north, day + 36_030, 10),
            (.alpha, day + 39_900, 60), (.north, day + 86_400, 5), (.alpha, now - 900, 40), (.north, now - 880, 2),
        ] {
            let values: KeyValuePairs<String, PostgresValue> = [
                "hashrate_ths": .double(rate), "power_watts": .double(1), "miners_total": .double(2), "miners_ok": .double(1),
                "estimated_watts": .double(rate / 64),
            ]
            try await world.ingest(tenant, "fleet", at: second, values)
            try await world.ingest(
                tenant, "site_fleet", at: second,
                [
                    "site_id": .int(site), "hashrate_ths": .double(rate / 2), "power_watts": .double(1), "miners_total": .double(1),
                    "miners_ok": .double(1), "estimated_watts": .double(rate / 128),
                ])
        }
        try await world.rollUp(now: now)
        let spans = [(day, day + 2 * 86_400), (day + 36_100, day + 39_000), (day - 86_400, now), (day - 86_400, day + 36_010)]
        let before = try await charts(world, .north, site: site, spans)
        let own = try await charts(world, .alpha, site: site, spans)
        #expect(before[0].hasPrefix("\(day + 36_000) 85.0 4.0 1.328125, ") && own[0].hasPrefix("\(day + 36_000) 75.0 2.0 1.171875, "))
        try await sum(world, from: day - 86_400, until: now)
        #expect(try await charts(world, .north, site: site, spans) == before)
        #expect(try await charts(world, .alpha, site: site, spans) == own)
        #expect(try await world.run(.alpha, sql: "SELECT 1 FROM fleet_sums").rows.rowCount == 0)
        let late = try await world.run(
            .north, sql: "SELECT 1 FROM fleet_sums WHERE bucket > now() - make_interval(secs => step_seconds + 3600)")
        #expect(late.rows.rowCount == 0, "a bucket that still takes in rows is not summed")
        // What was summed is read, and not added up beside it.
        try await world.run(.north, sql: "UPDATE fleet_sums SET hashrate_ths = 7 WHERE bucket >= to_timestamp($1)", [.double(Double(day))])
        let after = try await charts(world, .north, site: site, spans)
        #expect(after[0] == "\(day + 36_000) 7.0 4.0 1.328125, \(day + 39_900) 7.0 2.0 0.9375, \(day + 86_400) 7.0 2.0 0.078125")
        #expect(
            after[1] == "\(day + 36_000) 7.0 2.0 0.6640625, \(day + 39_900) 7.0 1.0 0.46875, \(day + 86_400) 7.0 1.0 0.0390625")
        try await sum(world, from: day - 86_400, until: now)
        #expect(try await charts(world, .north, site: site, spans) == after, "a bucket is summed once")
        try await clear(world)
    }
}
