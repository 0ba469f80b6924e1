@testable import HostPlugins
import PostgresClient
import Testing

@Suite("Partitions and roll-ups")
struct KeeperTests {
    @Test("plan: partitions cover a day back and two ahead, and those past their age go")
    func plan() {
        let day = 86_400
        let partition = TablePartition(table: "telemetry", column: "recorded_at", everySeconds: day, keepSeconds: 30 * day, isIngest: true)
        let now = SchemaWorld.now
        let today = partition.start(of: now)
        #expect(partition.name(start: today) == "telemetry_20260310")
        #expect(partition.name(containingMicros: -1) == "telemetry_19691231")
        let fresh = partition.plan(now: now, existing: [])
        #expect(
            fresh.create.map { partition.name(start: $0) } == [
                "telemetry_20260309", "telemetry_20260310", "telemetry_20260311", "telemetry_20260312",
            ])
        let later = partition.plan(now: now, existing: [today - 31 * day, today - 30 * day, today])
        #expect(later.drop == [today - 31 * day])
    }

    @Test("dates agree with the calendar over four centuries", arguments: [0, 59, 60, 11_016, 11_017, 19_782, 19_783, 47_540, 146_096])
    func dates(_ days: Int) async throws {
        let world = try await TestDates.shared.texts(days)
        let date = TablePartition.civil(days: days)
        #expect(world == "\(date.year)-\(date.month)-\(date.day)")
    }

    @Test("are made ahead, take rows from the ingest role alone, and are dropped when they are too old")
    func keep() async throws {
        let world = try await SchemaWorld.filled()
        let insert = "INSERT INTO telemetry_20260310 (tenant_id, miner_id, recorded_at) VALUES (1, 1, '2026-03-10T10:00Z')"
        #expect(try await world.run(nil, insert, in: world.ingest).affected == 1)
        await #expect(throws: PostgresError.self) { try await world.run(.alpha, insert) }
        await #expect(throws: PostgresError.self) { try await world.run(nil, "SELECT * FROM telemetry_20260310", in: world.ingest) }
        let outcome = try await world.host.withSession {
            try await PartitionKeeper(manifest: world.bundle.manifest).keep($0, now: SchemaWorld.now + 40 * 86_400)
        }
        #expect(outcome.dropped.contains("telemetry_20260310"))
        #expect(outcome.created.contains("telemetry_20260421"))
        #expect(try await world.audit() == [])
    }

    /// Rows of one miner: minute → hashrate.
    private func write(_ world: SchemaWorld, _ tenant: SchemaWorld.Tenant, _ values: [(minute: Int, hashrate: Double)]) async throws {
        for (minute, hashrate) in values {
            let seconds = SchemaWorld.now - 4 * 3_600 + minute * 60
            _ = try await world.run(
                nil,
                "INSERT INTO telemetry_20260310 (tenant_id, miner_id, recorded_at, hashrate_ths, temperature_max_celsius) VALUES ($1, 1, to_timestamp($2), $3::float8, $3::float8)",
                .int(tenant.rawValue), .double(Double(seconds)), .double(hashrate), in: world.ingest)
        }
    }

    private func roll(_ world: SchemaWorld, now: Int = SchemaWorld.now) async throws {
        _ = try await world.host.withSession { try await RollupKeeper(manifest: world.bundle.manifest).roll($0, now: now) }
    }

    @Test("roll up averages by their number of samples, per tenant, however often they run")
    func rollUp() async throws {
        let world = try await SchemaWorld.filled()
        try await write(world, .alpha, [(0, 100), (1, 100), (2, 100), (7, 40)])
        try await write(world, .beta, [(0, 10)])
        for _ in 0..<3 { try await roll(world) }
        let small =
            "SELECT concat_ws('|', to_char(bucket AT TIME ZONE 'UTC', 'HH24:MI'), hashrate_ths, temperature_max_celsius, samples) FROM telemetry_5m ORDER BY bucket"
        #expect(try await world.texts(.alpha, small) == ["08:00|100|100|3", "08:05|40|40|1"])
        // Three samples of 100 and one of 40: 85, not the mean of the two buckets.
        let large = "SELECT concat_ws('|', to_char(bucket AT TIME ZONE 'UTC', 'HH24:MI'), hashrate_ths, samples) FROM telemetry_1h"
        #expect(try await world.texts(.alpha, large) == ["08:00|85|4"])
        #expect(try await world.texts(.north, "SELECT tenant_id::text FROM telemetry_1h").count == 2)
        #expect(try await world.texts(.gamma, large) == [])
    }

    @Test("take in rows that come late by less than an hour, and leave closed buckets as they are")
    func late() async throws {
        let world = try await SchemaWorld.filled()
        let start = SchemaWorld.now - 4 * 3_600
        try await write(world, .alpha, [(0, 100)])
        try await roll(world, now: start + 300)
        try await write(world, .alpha, [(1, 50)])
        try await roll(world, now: start + 300 + 3_000)
        let read = "SELECT concat_ws('|', hashrate_ths, samples) FROM telemetry_5m"
        #expect(try await world.texts(.alpha, read) == ["75|2"])
        try await roll(world, now: start + 300 + 3_600)
        try await write(world, .alpha, [(2, 1)])
        try await roll(world, now: start + 300 + 4_000)
        #expect(try await world.texts(.alpha, read) == ["75|2"])
    }
}

/// Asks PostgreSQL for dates.
actor TestDates {
    static let shared = TestDates()
    private var world: SchemaWorld?

    func texts(_ days: Int) async throws -> String {
        if world == nil { world = try await SchemaWorld.empty() }
        return try await world?.texts(nil, "SELECT to_char(date '1970-01-01' + \(days), 'FMYYYY-FMMM-FMDD')", in: world?.host).first ?? ""
    }
}
