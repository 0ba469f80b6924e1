import PluginKit
import Testing

@testable import Analytics

@Suite("What tenants share of providers' answers")
struct ProviderOutcomeTests {
    private func back(_ result: Result<ProviderReply, ProviderFailure>) throws -> Result<ProviderReply, ProviderFailure> {
        let outcome = try #require(ProviderOutcome(result))
        return try #require(ProviderOutcome(cacheBytes: outcome.cacheBytes)).result(.binance, ageSeconds: 12)
    }

    @Test("A reply comes back as it was, of so long ago, whatever its body holds") func reply() throws {
        let body: [UInt8] = [0x0A, 0, 255, 0x0A]
        let reply = try back(.success(ProviderReply(source: .binance, status: 429, retryAfter: "30\"\n", body: body))).get()
        #expect(reply.status == 429 && reply.retryAfter == "30\"\n" && reply.body == body && reply.ageSeconds == 12)
        let plain = try back(.success(ProviderReply(source: .binance, status: 200, retryAfter: nil, body: []))).get()
        #expect(plain.status == 200 && plain.retryAfter == nil && plain.body.isEmpty)
    }

    @Test("A provider's silence is shared, who may not ask is not") func failures() throws {
        let silence = ProviderFailure(.binance, .unavailable, "nobody is there")
        #expect(throws: silence) { try back(.failure(silence)).get() }
        for code in [ProviderFailure.Code.refused, .budgetSpent, .malformed, .resting] {
            #expect(ProviderOutcome(.failure(ProviderFailure(.binance, code, ""))) == nil)
        }
    }

    @Test("Bytes that are none are not there") func damaged() {
        for text in ["", "{}", "{\"status\":200}", "{}\n", "{\"status\":0}\n", "[1]\nx", "{\"status\":1e99}\n"] {
            #expect(ProviderOutcome(cacheBytes: Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("An answer that others have had is of then, unless its provider says when") func dated() throws {
        let now = Timestamp(unixMicros: 1_000_000_000)
        let said = try MarketObservation(.height, 900_000, from: .binance, observedAt: now)
        #expect(said.dated(now.adding(seconds: -60)).observedAt == now)
        let silent = try MarketObservation(.height, 900_000, from: .binance)
        #expect(silent.dated(now.adding(seconds: -60)).observedAt == now.adding(seconds: -60))
    }

    @Test("Prices are shared for five minutes, what changes slowly for a quarter of an hour") func lifetimes() {
        for query in MarketQuery.allCases {
            #expect(query.lifetimeSeconds == (MarketMetric.priceUSD.queries.contains(query) ? 300 : 900))
        }
    }
}
