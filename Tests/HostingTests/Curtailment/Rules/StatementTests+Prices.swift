import PluginKit
import PostgresClient
import Testing

@testable import Hosting

extension StatementTests {
    @Test("a rule whose last plan a member ended a month ago still reads the price of now, whatever lies between")
    func pricesOfNow() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_prices")
        let windows = 9_500
        let last = Timestamp(unixMicros: World.begin.unixMicros / PriceWindow.micros * PriceWindow.micros)
        try await world.run(
            .north,
            sql: """
                INSERT INTO curtailment_prices (starts_at, usd_per_mwh)
                SELECT to_timestamp($1::bigint - n * 300), 40 FROM generate_series(0, $2::bigint - 1) AS n
                """, [.int(last.unixMicros / 1_000_000), .int(Int64(windows))])
        let now = last.adding(seconds: 60)
        func read(from since: Timestamp) async throws -> (last: String?, count: Int, total: String?) {
            let from = PostgresValue.timestamp(micros: since.unixMicros)
            let rows = try await world.rows(.north, "prices_since", from, .text(""))
            return (rows.last?["starts_at"], rows.count, try await world.rows(.north, "prices_total", from, .text("")).first?["total"])
        }
        let begin = now.adding(seconds: -32.5 * 86_400)
        var ended = RulePlan(
            id: 1, state: .completed, startsAt: begin, durationSeconds: RuleConditions.longestSeconds,
            recoveringAt: begin.adding(seconds: 60), endedAt: begin.adding(seconds: 600), isEndedByMember: true)
        let newest = "\(last.unixMicros / 1_000_000)"
        #expect(RulePlan.pricesSince([ended], now: now) == now.adding(seconds: -86_400))
        #expect(try await read(from: RulePlan.pricesSince([ended], now: now)).last == newest)
        // The longest plan, a moment before its end.
        ended.startsAt = now.adding(seconds: Double(60 - RuleConditions.longestSeconds))
        ended.recoveringAt = ended.startsAt
        let since = RulePlan.pricesSince([ended], now: now)
        #expect(since == now.adding(seconds: Double(60 - RuleConditions.longestSeconds - 86_400)))
        #expect(try await read(from: since).last == newest)
        let all = try await read(from: now.adding(seconds: -40 * 86_400))
        #expect(all.count == 9_000 && all.total == "\(windows)" && all.last != newest, "what is left out is told by the total")
        try await world.run(.north, sql: "DELETE FROM curtailment_prices")
    }
}
