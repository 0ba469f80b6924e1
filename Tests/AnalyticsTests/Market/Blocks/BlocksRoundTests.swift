import PluginKit
import Testing

@testable import Analytics

@Suite("Fetching of the newest blocks")
struct BlocksRoundTests {
    private let now = Timestamp(unixMicros: 1_790_000_000_000_000)
    private let block = MinedBlock(
        height: 958_001, minedAt: Timestamp(unixMicros: 1_789_999_000_000_000), transactions: 3_000, weight: 3_990_000,
        feesSatoshis: 2_000_000,
        pool: "A")

    private func round(asked: Double, collected: Double?, height: Int64? = 958_000) -> BlocksRound {
        let known = HistoryRound.Known(
            askedAt: now.adding(seconds: -asked), collectedAt: collected.map { now.adding(seconds: -$0) })
        return BlocksRound(known, height: height, now: now)
    }

    @Test("They are asked for every round, and a quarter of an hour after an answer that could not be used") func pace() {
        #expect(BlocksRound(nil, height: nil, now: now).query == .mempoolBlocks)
        #expect(round(asked: 200, collected: 200).query == nil && round(asked: 290, collected: 290).query == .mempoolBlocks)
        #expect(round(asked: 800, collected: 4_000).query == nil && round(asked: 900, collected: nil).query == .mempoolBlocks)
    }

    @Test("Blocks of another chain, by the height that several providers agree on, leave those that are known") func otherChain() {
        for (height, isBelieved) in [(958_000, true), (958_145, true), (957_857, true), (958_146, false), (2_500_000, false)]
            as [(Int64, Bool)]
        {
            var round = round(asked: 300, collected: 300, height: height)
            round.take(.success([block]))
            #expect(round.blocks.isEmpty == !isBelieved && (round.failure == nil) == isBelieved, "\(height)")
            #expect(round.rows != nil && (round.rows?.inVain != nil) == isBelieved && (round.known?.collectedAt == now) == isBelieved)
        }
        var unknown = round(asked: 300, collected: 300, height: nil)
        unknown.take(.success([block]))
        #expect(unknown.blocks == [block])
    }

    @Test("A failure leaves what is known, who was held back was not asked, and blocks grow old in an hour") func outcomes() {
        var failed = round(asked: 300, collected: 300)
        failed.take(.failure(ProviderFailure(.mempoolSpace, .unavailable, "nobody is there")))
        #expect(failed.failure != nil && failed.rows != nil && failed.known?.collectedAt == now.adding(seconds: -300))
        for code in [ProviderFailure.Code.budgetSpent, .resting] {
            var held = round(asked: 300, collected: 300)
            held.take(.failure(ProviderFailure(.mempoolSpace, code, "")))
            #expect(held.rows == nil && held.query == .mempoolBlocks)
        }
        #expect(
            round(asked: 0, collected: 3_601).isStale && !round(asked: 0, collected: 3_599).isStale
                && round(asked: 0, collected: nil).isStale)
    }
}
