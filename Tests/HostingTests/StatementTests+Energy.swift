import Glibc
import PostgresClient
import Testing

@testable import Hosting

extension StatementTests {
    @Test("energy that is estimated goes through every roll-up beside the whole; rows that say nothing of it count as told")
    func estimatedEnergy() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "E", observedSecondsAgo: nil)
        let rows = try await world.rows(.alpha, "curtailment_miners", .null, .int(0), .int(9), .null)
        let id = try #require(rows.first.flatMap { Int64($0["id"] ?? "") })
        // Long ago, so that no other test's span holds it.
        let day = Int(time(nil)) / 86_400 * 86_400 - 47 * 86_400
        try await world.keepPartitions(now: day + 10 * 3_600)
        // In the first hour told, estimated and unknown in turn; in the second without any power; in the third as before this was recorded.
        for minute in 0..<180 {
            let watts = PostgresValue.double(Double(1_000 + minute))
            let estimated: PostgresValue = minute >= 60 || minute % 3 == 2 ? .null : minute % 3 == 1 ? watts : .double(0)
            try await world.ingest(
                .alpha, "telemetry", at: day + 10 * 3_600 + minute * 60,
                [
                    "miner_id": .int(id), "hashrate_ths": .double(100), "power_watts": (60..<120).contains(minute) ? .null : watts,
                    "estimated_watts": estimated,
                ])
        }
        try await world.rollUp(now: day + 14 * 3_600)
        func told(_ statement: String, from: Int, hours: Int) async throws -> [(power: Double?, estimated: Double?)] {
            let span = [from, from + hours * 3_600].map { PostgresValue.timestamp(micros: Int64($0) * 1_000_000) }
            return try await world.rows(.alpha, statement, [.int(id)] + span).map {
                ($0["power_watts"].flatMap(Double.init), $0["estimated_watts"].flatMap(Double.init))
            }
        }
        let estimated = (0..<60).filter { $0 % 3 == 1 }.reduce(0.0) { $0 + Double(1_000 + $1) }
        let hours = try await told("telemetry_1h", from: day + 10 * 3_600, hours: 3)
        try #require(hours.count == 3)
        #expect(abs((hours[0].estimated ?? 0) - estimated / 60) < 1e-9 && hours[0].power == 1_029.5)
        #expect(hours[1].power == nil && hours[1].estimated == nil)
        #expect(hours[2].power == 1_149.5 && hours[2].estimated == nil)
        let whole = try await told("telemetry_1d", from: day, hours: 24)
        #expect(whole.count == 1 && abs((whole.first?.estimated ?? 0) - estimated / 120) < 1e-9 && whole.first?.power == 1_089.5)
        let raw = try await told("telemetry_raw", from: day + 10 * 3_600, hours: 1)
        #expect(raw.count == 60 && raw[0].estimated == 0 && raw[1].estimated == 1_001 && raw[2].estimated == nil)
    }
}
