import PluginKit
import Testing

@testable import Analytics

@Suite("The hashprice of the stored market") struct StoredHashpriceTests {
    private let now = Timestamp(unixMicros: 1_790_000_000_000_000)

    /// 100,000 USD, a difficulty of 150 T and 3.125 BTC a block, all of that many seconds ago, but for those named.
    private func values(_ seconds: Double = 0, _ others: [MarketMetric: Double] = [:]) -> [MarketMetric: MarketValue] {
        let told: [MarketMetric: Double] = [.priceUSD: 100_000, .difficulty: 1.5e14, .subsidyBTC: 3.125, .feesBTCPerBlock: 0.025]
        return Dictionary(
            uniqueKeysWithValues: told.map { metric, value in
                let at = now.adding(seconds: -(others[metric] ?? seconds))
                return (metric, MarketValue(metric: metric, value: value, source: "mempool", recordedAt: at, agreeing: 1, outliers: []))
            })
    }

    @Test("It is as old as the oldest of its parts, and stale as soon as one of them is") func age() throws {
        let fresh = try #require(StoredHashprice(values(60), now: now))
        #expect(fresh.recordedAt == now.adding(seconds: -60) && !fresh.isStale)
        // A price is fresh for five minutes, fees for fifteen; each is forgiven one round.
        #expect(StoredHashprice(values(60, [.priceUSD: 600]), now: now)?.isStale == false)
        #expect(StoredHashprice(values(60, [.priceUSD: 601]), now: now)?.isStale == true)
        let fees = try #require(StoredHashprice(values(60, [.feesBTCPerBlock: 1_801]), now: now))
        #expect(fees.isStale && fees.recordedAt == now.adding(seconds: -1_801))
    }

    @Test("A block is worth its subsidy and its fees; without price, difficulty or subsidy there is no hashprice") func parts() throws {
        let all = try #require(StoredHashprice(values(), now: now))
        // A PH/s finds 1e15 * 86,400 / (1.5e14 * 2^32) blocks a day.
        #expect(abs(all.usdPerPHDay - 1e15 * 86_400 / (1.5e14 * 4_294_967_296) * 3.15 * 100_000) < 1e-9)
        var without = values()
        without[.feesBTCPerBlock] = nil
        #expect(abs((StoredHashprice(without, now: now)?.usdPerPHDay ?? 0) / all.usdPerPHDay - 3.125 / 3.15) < 1e-12)
        for metric in [MarketMetric.priceUSD, .difficulty, .subsidyBTC] {
            var lacking = values()
            lacking[metric] = nil
            #expect(StoredHashprice(lacking, now: now) == nil)
        }
    }
}
