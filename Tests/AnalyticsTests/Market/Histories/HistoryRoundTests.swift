import PluginKit
import Testing

@testable import Analytics

@Suite("Fetching of histories")
struct HistoryRoundTests {
    private let now = Timestamp(unixMicros: 1_790_000_000_000_000)
    private func ago(hours: Double) -> Timestamp { now.adding(seconds: -hours * 3_600) }

    @Test("What nobody asked for yet is asked for, and then once a day") func daily() {
        var round = HistoryRound([:], now: now)
        #expect(Set(round.queries) == Set(MarketHistory.allCases.map(\.query)))
        round.take(.coinGeckoChart, .success([HistoryPoint(at: now, value: 65_000)]))
        #expect(!round.queries.contains(.coinGeckoChart))
        let collected = HistoryRound.Known(askedAt: ago(hours: 19), collectedAt: ago(hours: 19))
        #expect(!HistoryRound([.priceUSD: collected], now: now).queries.contains(.coinGeckoChart))
        let old = HistoryRound.Known(askedAt: ago(hours: 21), collectedAt: ago(hours: 21))
        #expect(HistoryRound([.priceUSD: old], now: now).queries.contains(.coinGeckoChart))
        // A clock that was set back does not silence a history for ever.
        let ahead = HistoryRound.Known(askedAt: now.adding(seconds: 86_400), collectedAt: now.adding(seconds: 86_400))
        #expect(HistoryRound([.priceUSD: ahead], now: now).queries.contains(.coinGeckoChart))
    }

    @Test("A failure is tried again after some hours and leaves what is known, one that was held back is tried in the next round")
    func failures() throws {
        let known = HistoryRound.Known(askedAt: ago(hours: 21), collectedAt: ago(hours: 21))
        var round = HistoryRound([.difficulty: known], now: now)
        round.take(.blockchainDifficultyChart, .failure(ProviderFailure(.blockchainInfo, .unavailable, "nobody is there")))
        #expect(!round.queries.contains(.blockchainDifficultyChart))
        #expect(round.failures.count == 1 && round.answers.map(\.count) == [0] && round.answers.first?.inVain == nil)
        let failed = HistoryRound.Known(askedAt: ago(hours: 5), collectedAt: ago(hours: 30))
        #expect(!HistoryRound([.difficulty: failed], now: now).queries.contains(.blockchainDifficultyChart))
        let earlier = HistoryRound.Known(askedAt: ago(hours: 7), collectedAt: ago(hours: 30))
        #expect(HistoryRound([.difficulty: earlier], now: now).queries.contains(.blockchainDifficultyChart))
        for code in [ProviderFailure.Code.budgetSpent, .resting] {
            var held = HistoryRound([:], now: now)
            held.take(.mempoolAdjustments, .failure(ProviderFailure(.mempoolSpace, code, "")))
            #expect(held.answers.isEmpty && held.queries.contains(.mempoolAdjustments))
        }
    }

    @Test("Each provider's answer is written by itself, and that it was asked in vain where the database does not take it") func answers() {
        var round = HistoryRound([:], now: now)
        round.take(.coinGeckoChart, .success([HistoryPoint(at: now, value: 65_000)]))
        round.take(.mempoolAdjustments, .success([HistoryPoint(at: now, value: 1e14), HistoryPoint(at: ago(hours: 1), value: 1e14)]))
        #expect(round.answers.map(\.source) == [.coinGecko, .mempoolSpace] && round.answers.map(\.count) == [1, 2])
        #expect(round.answers.allSatisfy { $0.calls.count == 2 && $0.inVain != nil })
    }

    @Test("A history is old once it was not renewed for three days, or never came") func age() {
        #expect(HistoryRound.Known(askedAt: now, collectedAt: nil).isStale(now: now))
        #expect(HistoryRound.Known(askedAt: now, collectedAt: ago(hours: 73)).isStale(now: now))
        #expect(!HistoryRound.Known(askedAt: now, collectedAt: ago(hours: 71)).isStale(now: now))
    }

    @Test("A day has one point, its first, at its beginning") func days() {
        let midnight = Timestamp(unixMicros: 1_789_948_800_000_000)
        let points = [(30.0, 4.0), (0, 1), (7, 2), (24, 3)].map { HistoryPoint(at: midnight.adding(seconds: $0 * 3_600), value: $1) }
        #expect(
            HistoryPoint.daily(points) == [
                HistoryPoint(at: midnight, value: 1), HistoryPoint(at: midnight.adding(seconds: 86_400), value: 3),
            ])
    }
}
