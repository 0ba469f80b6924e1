import Testing

@testable import Analytics

@Suite("Asking sources in their order")
struct FailoverRoundTests {
    private func success(_ metric: MarketMetric, _ value: Double, _ query: MarketQuery) throws -> Result<
        [MarketObservation], ProviderFailure
    > {
        .success([try MarketObservation(metric, value, from: query.source)])
    }

    @Test("Three that agree end the round, and no other is asked") func enough() throws {
        var round = FailoverRound(.priceUSD, previous: nil)
        let first = round.next()
        #expect(first == [.coinGeckoPrice, .binancePrice, .okxPrice])
        for query in first { round.take(query, try success(.priceUSD, 65_000, query)) }
        let asked1 = round.next()
        #expect(asked1 == [])
        #expect(round.verdict?.source == .coinGecko)
    }

    @Test("For each that fails or lies the next in the order is asked") func failover() throws {
        var round = FailoverRound(.priceUSD, previous: nil)
        let first = round.next()
        round.take(first[0], .failure(ProviderFailure(.coinGecko, .rateLimited, "HTTP 429")))
        round.take(first[1], try success(.priceUSD, 1, first[1]))
        round.take(first[2], try success(.priceUSD, 65_000, first[2]))
        // Nobody is believed yet: two contradict each other.
        #expect(round.verdict == nil)
        let second = round.next()
        #expect(second == [.bybitPrice, .deribitPrice, .mempoolPrices])
        for query in second { round.take(query, try success(.priceUSD, 65_100, query)) }
        let asked2 = round.next()
        #expect(asked2 == [])
        let verdict = try #require(round.verdict)
        #expect(verdict.source == .okx)
        #expect(verdict.outliers == [.binance])
        #expect(round.failures.map(\.source) == [.coinGecko])
        #expect(round.contradictions.map(\.message) == ["btc_usd is 1.0 where 4 others say 65000.0."])
    }

    @Test("When all fail the round ends without a verdict, with every reason") func allFail() {
        var round = FailoverRound(.priceUSD, previous: 65_000)
        var asked: [MarketQuery] = []
        while case let queries = round.next(), !queries.isEmpty {
            asked += queries
            for query in queries { round.take(query, .failure(ProviderFailure(query.source, .unavailable, "HTTP 503"))) }
        }
        #expect(asked == MarketMetric.priceUSD.queries)
        #expect(round.verdict == nil)
        #expect(round.failures.count == 7)
    }
}
