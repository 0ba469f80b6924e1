import PluginKit
import Testing

@testable import Analytics

@Suite("What mempool.space says of fees, rewards and pools")
struct BlockReplyTests {
    private func failure(_ body: () throws -> Void) throws -> ProviderFailure { try #require(throws: ProviderFailure.self) { try body() } }

    private func fees(_ fast: String, _ half: String = "2", _ hour: String = "1") throws -> [MarketObservation] {
        try MempoolReply.fees(
            Fixture.reply(.mempoolSpace, text: "{\"fastestFee\":\(fast),\"halfHourFee\":\(half),\"hourFee\":\(hour)}"))
    }

    private func pools(_ list: String, total: String = "1000", hashrate: String = "252033247355212300000") throws -> MiningPools {
        try MempoolReply.pools(
            Fixture.reply(
                .mempoolSpace, text: "{\"pools\":[\(list)],\"blockCount\":\(total),\"lastEstimatedHashrate\":\(hashrate)}"))
    }

    private func pool(_ name: String, _ blocks: String) -> String { "{\"name\":\(name),\"blockCount\":\(blocks)}" }

    @Test("The recommended fees are read as numbers and as texts, and refused where waiting costs more than haste") func fees() throws {
        let values = try MempoolReply.fees(try Fixture.reply(.mempoolSpace, "mempool_fees_recommended"))
        #expect(values.map(\.metric) == [.feeFastSatVB, .feeHalfHourSatVB, .feeHourSatVB] && values.map(\.value) == [1, 1, 1])
        #expect(try fees("\"12.5\"", "2.25").map(\.value) == [12.5, 2.25, 1])
        for text in ["null", "\"NaN\"", "\"\"", "[1]", "true"] { #expect(try failure { _ = try fees(text) }.code == .malformed, "\(text)") }
        for text in ["-1", "9007199254740993", "\"99999999999999999999\"", "1"] {
            #expect(try failure { _ = try fees(text) }.code == .implausible, "\(text)")
        }
        #expect(MarketMetric.allCases.filter { $0.queries == [.mempoolFees] }.count == 3)
    }

    @Test("Of what blocks brought, the fees' share is what lies above the subsidy; beside a halving nobody can tell") func shares() throws {
        let points = try MempoolReply.feeShares(try Fixture.reply(.mempoolSpace, "mempool_mining_block_rewards"))
        // Between 600000 and 725441 lies a halving: both would be means of unlike blocks.
        #expect(points.map(\.height) == [599_992, 725_585, 725_727])
        let shares = [10_530_933 / 1_260_530_933.0, 21_519_104 / 646_519_104.0, 13_709_605 / 638_709_605.0]
        #expect(zip(points, shares).allSatisfy { abs($0.value - $1 * 100) < 1e-9 })
        #expect(points.first?.at == Timestamp(unixMicros: 1_571_438_412_000_000))
        func one(_ height: String, _ rewards: String) throws -> [HistoryPoint] {
            try MempoolReply.feeShares(
                Fixture.reply(.mempoolSpace, text: "[{\"avgHeight\":\(height),\"timestamp\":1646308374,\"avgRewards\":\(rewards)}]"))
        }
        #expect(try one("\"725727\"", "\"638709605\"").map(\.value) == [13_709_605 / 638_709_605.0 * 100])
        #expect(try one("725727", "624999999").map(\.value) == [0])
        for rewards in ["0", "-5", "9007199254740993", "null", "\"inf\""] {
            #expect(try failure { _ = try one("725727", rewards) }.code == .malformed, "\(rewards)")
        }
        #expect(try failure { _ = try one("-1", "1") }.code == .implausible)
        #expect(try failure { _ = try one("1.5", "1") }.code == .malformed)
    }

    @Test("A day's mean stands at its beginning") func means() {
        let midnight = Timestamp(unixMicros: 1_789_948_800_000_000)
        let points = [(30.0, 4.0), (1, 1), (7, 2)].map { HistoryPoint(at: midnight.adding(seconds: $0 * 3_600), value: $1) }
        #expect(
            HistoryPoint.dailyMeans(points) == [
                HistoryPoint(at: midnight, value: 1.5), HistoryPoint(at: midnight.adding(seconds: 86_400), value: 4),
            ])
    }

    @Test("Pools come with their shares of blocks, the rest is others', and the hashrate above 2^53 is split by them") func pools() throws {
        let pools = try MempoolReply.pools(try Fixture.reply(.mempoolSpace, "mempool_mining_pools"))
        #expect(pools.pools == [MiningPools.Pool(name: "Foundry USA", blocks: 194)] && pools.blocks == 1_000)
        #expect(pools.otherBlocks(beyond: 12) == 806 && abs(pools.sharePercent(194) - 19.4) < 1e-9)
        #expect(abs(pools.hashrateEHs(194) - 252.0332473552123 * 0.194) < 1e-9)
        let ranked = try self.pools(
            [pool("\"B\"", "5"), pool("\"A\"", "5"), pool("\" C\\n\"", "\"7\"")].joined(separator: ","), total: "\"20\"",
            hashrate: "\"252033247355212300000\"")
        #expect(ranked.pools.map(\.name) == ["C", "A", "B"] && ranked.otherBlocks(beyond: 1) == 13)
    }

    @Test("Pools that cannot be are refused: more blocks than there were, one twice, no name, garbage") func refusedPools() throws {
        for list in [
            pool("\"A\"", "1004"), pool("\"A\"", "-1"), pool("\"A\"", "1.5"), pool("\"\"", "1"), pool("null", "1"),
            "\(pool("\"A\"", "600")),\(pool("\"B\"", "404"))", "\(pool("\"A\"", "1")),\(pool("\"A\"", "2"))", "7",
            (0...500).map { pool("\"P\($0)\"", "1") }.joined(separator: ","),
        ] { #expect(try failure { _ = try pools(list) }.code == .malformed, "\(list.prefix(80))") }
        #expect(try failure { _ = try pools("", total: "0") }.code == .malformed)
        #expect(try failure { _ = try pools("", hashrate: "0") }.code == .implausible)
        // A block more than the total counts: it was found between the two.
        #expect(try pools("\(pool("\"A\"", "600")),\(pool("\"B\"", "401"))").blocks == 1_001)
    }
}
