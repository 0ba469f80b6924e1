import PluginKit
import Testing

@testable import Analytics

@Suite("Providers that refuse, break and lie, each of them")
struct HostileReplyTests {
    /// What a query makes of an answer: whatever it reads, or the failure.
    private func read(_ query: MarketQuery, _ body: String, status: Int, retryAfter: String? = nil) -> ProviderFailure? {
        let reply = ProviderReply(source: query.source, status: status, retryAfter: retryAfter, body: Array(body.utf8))
        do throws(ProviderFailure) {
            switch query {
            case .binanceCandles, .bybitCandles: _ = try query.candles(reply)
            case .coinGeckoChart, .blockchainHashrateChart, .blockchainDifficultyChart, .mempoolAdjustments, .mempoolBlockRewards:
                _ = try query.history(reply)
            case .mempoolBlocks: _ = try MempoolReply.recentBlocks(reply)
            case .mempoolPools: _ = try MempoolReply.pools(reply)
            default: _ = try query.observations(reply)
            }
            return nil
        } catch {
            return error
        }
    }

    private func gate(after failure: ProviderFailure) -> SourceGate {
        var gate = SourceGate(failure.source, nowSeconds: 0)
        gate.failed(failure, nowSeconds: 0)
        return gate
    }

    @Test(
        "Being told 429 with a time to wait shuts a provider for that time at once, whatever it says beside",
        arguments: MarketQuery.allCases)
    func tooMany(query: MarketQuery) throws {
        for body in [
            "", "{}", "<html>", "Too Many Requests", "null", "{\"error\":{\"code\":1,\"message\":\"x\"}}", "{\"code\":\"0\",\"data\":[]}",
        ] {
            let failure = try #require(read(query, body, status: 429, retryAfter: "120"), "\(query) \(body)")
            #expect(failure.code == .rateLimited && failure.retryAfterSeconds == 120, "\(query) \(body): \(failure)")
            let gate = gate(after: failure)
            #expect(gate.breaker.state == .open && gate.breaker.openUntilSeconds == 120 && gate.budget.tokens == 0, "\(query)")
        }
    }

    @Test("418 is a ban of two minutes at least, 403 and 451 too; each next one doubles the rest", arguments: MarketQuery.allCases)
    func banned(query: MarketQuery) throws {
        for status in [418, 403, 451] {
            let failure = try #require(read(query, "", status: status))
            #expect(failure.code == .banned, "\(query) \(status)")
            #expect(gate(after: failure).breaker.openUntilSeconds >= 120, "\(query) \(status)")
        }
    }

    @Test("What breaks on the provider's side, and no answer at all, shuts it with the third in a row", arguments: MarketQuery.allCases)
    func broken(query: MarketQuery) throws {
        for (body, status) in [("", 500), ("<html>", 502), ("{}", 503), ("", 504), ("", 200), ("<html>", 200), ("{", 200), ("null", 200)] {
            let failure = try #require(read(query, body, status: status), "\(query) \(body) \(status)")
            #expect(failure.code == (status == 200 ? .malformed : .unavailable), "\(query) \(body) \(status): \(failure)")
            var gate = gate(after: failure)
            #expect(gate.breaker.state == .closed)
            gate.failed(failure, nowSeconds: 1)
            gate.failed(ProviderFailure(query.source, .unavailable, "silence"), nowSeconds: 2)
            #expect(gate.breaker.state == .open)
        }
        let asked = try #require(read(query, "", status: 503, retryAfter: "90"))
        #expect(gate(after: asked).breaker.openUntilSeconds == 90, "\(query): a word on how long to wait counts at once")
    }

    @Test("A success in name alone is a failure with the provider's own code")
    func inName() throws {
        func failure(_ query: MarketQuery, _ body: String) throws -> ProviderFailure { try #require(read(query, body, status: 200)) }
        for code in [10_006, 10_018, 10_429] {
            #expect(try failure(.bybitPrice, "{\"retCode\":\(code),\"retMsg\":\"slow\",\"result\":{}}").code == .rateLimited)
            #expect(try failure(.bybitCandles, "{\"retCode\":\"\(code)\",\"retMsg\":\"slow\",\"result\":{}}").code == .rateLimited)
        }
        let shut = try failure(.bybitPrice, "{\"retCode\":10009,\"retMsg\":\"IP has been banned.\"}")
        #expect(shut.code == .banned && shut.retryAfterSeconds == 600)
        #expect(try failure(.bybitPrice, "{\"retCode\":10016,\"retMsg\":\"Server error\"}").code == .unavailable)
        #expect(try failure(.okxPrice, "{\"code\":\"50011\",\"msg\":\"Too Many\",\"data\":[]}").code == .rateLimited)
        #expect(try failure(.okxPrice, "{\"code\":\"50013\",\"msg\":\"Systems are busy\",\"data\":[]}").code == .unavailable)
        #expect(try failure(.binancePrice, "{\"code\":-1003,\"msg\":\"Too many\"}").code == .rateLimited)
        #expect(try failure(.coinGeckoPrice, "{\"status\":{\"error_code\":429,\"error_message\":\"slow\"}}").code == .rateLimited)
        #expect(try failure(.coinGeckoPrice, "{\"status\":{\"error_code\":1020,\"error_message\":\"denied\"}}").code == .banned)
        #expect(try failure(.deribitPrice, "{\"error\":{\"code\":10028,\"message\":\"too_many_requests\"}}").code == .rateLimited)
        #expect(try failure(.deribitOptions, "{\"error\":{\"code\":11051,\"message\":\"system_maintenance\"}}").code == .unavailable)
        #expect(try failure(.ankrHashrate, "{\"error\":{\"code\":-32005,\"message\":\"limit\"},\"id\":1}").code == .rateLimited)
    }

    /// Each provider's price with a place for it.
    private static let prices: [(MarketQuery, String)] = [
        (.coinGeckoPrice, "{\"bitcoin\":{\"usd\":#}}"), (.binancePrice, "{\"symbol\":\"BTCUSDT\",\"price\":#}"),
        (.okxPrice, "{\"code\":\"0\",\"data\":[{\"instId\":\"BTC-USDT\",\"last\":#,\"ts\":\"1784880000000\"}]}"),
        (.bybitPrice, "{\"retCode\":0,\"time\":1784880000000,\"result\":{\"list\":[{\"symbol\":\"BTCUSDT\",\"lastPrice\":#}]}}"),
        (.deribitPrice, "{\"result\":{\"index_price\":#},\"usOut\":1784880000000000}"), (.mempoolPrices, "{\"time\":1784880000,\"USD\":#}"),
        (.blockchainTicker, "{\"USD\":{\"last\":#}}"),
    ]

    @Test("Each price is read as a number and as a text, and refused where it cannot be one or cannot be true")
    func numbers() throws {
        #expect(Self.prices.map(\.0) == MarketMetric.priceUSD.queries)
        for (query, text) in Self.prices {
            for spelling in ["65000.25", "\"65000.25\"", "6.500025e4", "\"6.500025E+4\"", "65000.2500000000000000001"] {
                let reply = ProviderReply(
                    source: query.source, status: 200, retryAfter: nil, body: Array(text.replacing("#", with: spelling).utf8))
                #expect(try query.observations(reply).first { $0.metric == .priceUSD }?.value == 65_000.25, "\(query) \(spelling)")
            }
            for spelling in ["null", "true", "\"\"", "\"NaN\"", "\"inf\"", "\"65,000\"", "\"0x1p3\"", "[65000]", "{}"] {
                #expect(read(query, text.replacing("#", with: spelling), status: 200)?.code == .malformed, "\(query) \(spelling)")
            }
            for spelling in ["0", "-1", "1e300", "9007199254740993", "\"99999999999999999999\"", "1e-30"] {
                #expect(read(query, text.replacing("#", with: spelling), status: 200)?.code == .implausible, "\(query) \(spelling)")
            }
        }
    }

    @Test("A time to wait is also read as a date") func date() {
        let now = Timestamp(unixMicros: 784_111_777_000_000)
        #expect(RetryAfter.seconds("Sun, 06 Nov 1994 08:50:37 GMT", now: now) == "60")
        #expect(RetryAfter.seconds("Sun, 06 Nov 1994 08:49:00 GMT", now: now) == "0")
        for text in ["120", "", "soon", "Sun, 99 Nov 1994 08:50:37 GMT", "Sun, 06 Nox 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:50:37 CET"] {
            #expect(RetryAfter.seconds(text, now: now) == text)
        }
    }
}
