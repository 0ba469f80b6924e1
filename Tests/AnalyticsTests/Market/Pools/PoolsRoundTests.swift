import PluginKit
import Testing

@testable import Analytics

@Suite("Fetching of the pools' shares")
struct PoolsRoundTests {
    private let now = Timestamp(unixMicros: 1_790_000_000_000_000)
    private func ago(hours: Double) -> Timestamp { now.adding(seconds: -hours * 3_600) }
    private func round(_ askedHours: Double, _ collectedHours: Double?) -> PoolsRound {
        PoolsRound(HistoryRound.Known(askedAt: ago(hours: askedHours), collectedAt: collectedHours.map(ago)), now: now)
    }

    @Test("They are asked for every six hours, and an hour after an answer that could not be used") func pace() {
        #expect(PoolsRound(nil, now: now).query == .mempoolPools)
        #expect(round(5, 5).query == nil && round(6, 6).query == .mempoolPools)
        #expect(round(0.9, 20).query == nil && round(1, 20).query == .mempoolPools && round(1, nil).query == .mempoolPools)
        #expect(round(-24, -24).query == .mempoolPools)
    }

    @Test("An answer is kept, a failure leaves what is known, and who was held back was not asked") func outcomes() throws {
        let pools = MiningPools(blocks: 10, hashrateEHs: 900, pools: [MiningPools.Pool(name: "A", blocks: 4)])
        var asked = round(7, 7)
        asked.take(.success(pools))
        #expect(asked.pools == pools && asked.query == nil && asked.rows?.inVain != nil && !asked.isStale)
        var failed = round(7, 7)
        failed.take(.failure(ProviderFailure(.mempoolSpace, .unavailable, "nobody is there")))
        #expect(
            failed.failure != nil && failed.query == nil && failed.rows != nil && failed.rows?.inVain == nil
                && failed.known?.collectedAt == ago(hours: 7))
        for code in [ProviderFailure.Code.budgetSpent, .resting] {
            var held = round(7, 7)
            held.take(.failure(ProviderFailure(.mempoolSpace, code, "")))
            #expect(held.rows == nil && held.query == .mempoolPools)
        }
    }

    @Test("They are old once they were not renewed for a day, or never came") func age() {
        #expect(round(0, nil).isStale && PoolsRound(nil, now: now).isStale)
        #expect(round(1, 25).isStale && !round(1, 23).isStale)
    }
}
