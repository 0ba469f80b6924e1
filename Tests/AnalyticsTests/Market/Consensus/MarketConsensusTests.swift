import TestSupport
import Testing

@testable import Analytics

@Suite("What several sources' values come to")
struct MarketConsensusTests {
    private func votes(_ values: [(MarketSource, Double)], _ metric: MarketMetric = .priceUSD) throws -> [MarketConsensus.Vote] {
        try values.map { .init(source: $0.0, observation: try MarketObservation(metric, $0.1, from: $0.0)) }
    }

    @Test("The first source that agrees with the median is believed, and the one that lies is named") func outlier() throws {
        let verdict = try #require(
            MarketConsensus.verdict(
                try votes([(.coinGecko, 130_000), (.binance, 65_010), (.okx, 65_000), (.deribit, 64_990)]), metric: .priceUSD, previous: nil
            ))
        #expect(verdict.value == 65_010)
        #expect(verdict.source == .binance)
        #expect(verdict.agreeing == 3)
        #expect(verdict.outliers == [.coinGecko])
    }

    @Test("Two that agree are believed; two that contradict each other only near what was true before") func two() throws {
        let apart = try votes([(.coinGecko, 65_000), (.binance, 6_500)])
        #expect(MarketConsensus.verdict(apart, metric: .priceUSD, previous: nil) == nil)
        let verdict = try #require(MarketConsensus.verdict(apart, metric: .priceUSD, previous: 66_000))
        #expect(verdict.source == .coinGecko)
        #expect(verdict.outliers == [.binance])
        #expect(MarketConsensus.verdict(apart, metric: .priceUSD, previous: 1_000_000) == nil)
        #expect(MarketConsensus.verdict(try votes([(.okx, 65_000), (.binance, 65_100)]), metric: .priceUSD, previous: nil)?.agreeing == 2)
    }

    @Test("One alone is believed if nothing is known or if it is near what was true before") func alone() throws {
        let one = try votes([(.okx, 65_000)])
        #expect(MarketConsensus.verdict(one, metric: .priceUSD, previous: nil)?.agreeing == 1)
        #expect(MarketConsensus.verdict(one, metric: .priceUSD, previous: 60_000)?.value == 65_000)
        #expect(MarketConsensus.verdict(one, metric: .priceUSD, previous: 600) == nil)
        #expect(MarketConsensus.verdict([], metric: .priceUSD, previous: 600) == nil)
    }

    @Test("Any minority of liars, whatever it says, changes nothing beyond the tolerance") func minority() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let sources = MarketSource.allCases
        for _ in 0..<2_000 {
            let liars = Int.random(in: 0...3, using: &random)
            let values = sources.enumerated().map { position, source in
                let honest = 65_000 * (1 + (random.unit() - 0.5) * 0.01)
                return (source, position < liars ? 0.01 + random.unit() * 1_000_000 : honest)
            }.shuffled(using: &random)
            let verdict = try #require(MarketConsensus.verdict(try votes(values), metric: .priceUSD, previous: nil), "seed \(seed)")
            #expect(abs(verdict.value / 65_000 - 1) < 0.03, "seed \(seed)")
        }
    }

    @Test("The median of an even number is the mean of the middle two") func median() {
        #expect(MarketConsensus.median([3, 1, 2]) == 2)
        #expect(MarketConsensus.median([4, 1, 2, 3]) == 2.5)
        #expect(MarketConsensus.median([]).isNaN)
    }
}
