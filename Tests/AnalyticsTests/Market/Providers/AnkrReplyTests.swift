import PluginKit
import Testing

@testable import Analytics

@Suite("Answers of a Bitcoin node")
struct AnkrReplyTests {
    private func chain(_ change: (String) -> String, status: Int = 200) throws -> [MarketObservation] {
        let text = String(decoding: try Fixture.bytes("market/ankr_getblockchaininfo.json"), as: UTF8.self)
        return try AnkrReply.chain(Fixture.reply(.ankr, text: change(text), status: status))
    }

    private func failure(_ body: () throws -> Void) throws -> ProviderFailure { try #require(throws: ProviderFailure.self) { try body() } }

    @Test("Height, difficulty and a hashrate above 2^53 are read, the latter also as a whole number and as a text") func values() throws {
        #expect(
            try chain { $0 } == [
                try MarketObservation(.height, 958_001, from: .ankr),
                try MarketObservation(.difficulty, 124_932_866_006_548.1, from: .ankr),
            ])
        for number in ["9.500332473552123e+20", "950033247355212300000", "\"950033247355212300000\""] {
            let reply = Fixture.reply(.ankr, text: "{\"result\":\(number),\"error\":null,\"id\":1}")
            let value = try #require(AnkrReply.hashrate(reply).first)
            #expect(value.metric == .networkHashrateEHs && abs(value.value - 950.0332473552123) < 1e-9, "\(number)")
        }
        #expect(try AnkrReply.hashrate(try Fixture.reply(.ankr, "ankr_getnetworkhashps")).count == 1)
    }

    @Test("A node of another chain, one that still catches up and one that answers something else are not believed") func lies() throws {
        #expect(
            try failure { _ = try chain { $0.replacing("\"main\"", with: "\"test\"") } }
                == ProviderFailure(.ankr, .malformed, "result.chain is \"test\"; expected \"main\"."))
        #expect(try failure { _ = try chain { $0.replacing("download\":false", with: "download\":true") } }.code == .outdated)
        let behind = try failure { _ = try chain { $0.replacing("\"headers\":958001", with: "\"headers\":958010") } }
        #expect(behind == ProviderFailure(.ankr, .outdated, "The node has 958001 blocks of 958010; expected one that has caught up."))
        #expect(try chain { $0.replacing("\"headers\":958001", with: "\"headers\":958003") }.count == 2)
        #expect(try failure { _ = try chain { $0.replacing("\"id\":1", with: "\"id\":2") } }.code == .malformed)
        #expect(try failure { _ = try chain { $0.replacing("958001", with: "9007199254740993.5") } }.code == .malformed)
        #expect(try failure { _ = try chain { $0.replacing("124932866006548.1", with: "-1") } }.code == .implausible)
        #expect(try failure { _ = try chain { $0.replacing("124932866006548.1", with: "\"NaN\"") } }.code == .malformed)
        #expect(
            try failure { _ = try AnkrReply.hashrate(Fixture.reply(.ankr, text: "{\"result\":null,\"error\":null,\"id\":1}")) }.code
                == .malformed)
        #expect(try failure { _ = try AnkrReply.hashrate(Fixture.reply(.ankr, text: "[]")) }.code == .malformed)
    }

    @Test("Errors with a code are told apart: too many, not ready, refused") func errors() throws {
        func code(_ text: String, _ status: Int, retryAfter: String? = nil) throws -> ProviderFailure {
            try failure { _ = try AnkrReply.chain(Fixture.reply(.ankr, text: text, status: status, retryAfter: retryAfter)) }
        }
        let warmup = try failure { _ = try AnkrReply.chain(try Fixture.reply(.ankr, "ankr_error_warmup", status: 500)) }
        #expect(warmup.code == .unavailable && warmup.message == "Error -28: Verifying blocks…")
        #expect(try failure { _ = try AnkrReply.chain(try Fixture.reply(.ankr, "ankr_error_nodes", status: 503)) }.code == .unavailable)
        let method = #"{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":1}"#
        #expect(try code(method, 500).code == .refused)
        #expect(try code(method.replacing("-32601", with: "-32005"), 200).code == .rateLimited)
        let many = try code(method, 429, retryAfter: "45")
        #expect(many.code == .rateLimited && many.retryAfterSeconds == 45)
        let text = try code("message: API key not found, trace_id: 4b1f", 401)
        #expect(text == ProviderFailure(.ankr, .refused, "HTTP 401: message: API key not found, trace_id: 4b1f"))
        #expect(try code("<html>Bad gateway</html>", 502) == ProviderFailure(.ankr, .unavailable, "HTTP 502"))
    }

    @Test("It has its place in the order of what it knows, is asked with a method, and is left out where it is not to be asked")
    func order() {
        #expect(MarketMetric.difficulty.queries == [.mempoolHashrate, .ankrChain, .blockchainStats])
        #expect(MarketMetric.height.queries.contains(.ankrChain) && MarketMetric.networkHashrateEHs.queries.contains(.ankrHashrate))
        #expect(MarketQuery.allCases.filter { $0.body != nil } == [.ankrChain, .ankrHashrate])
        var round = FailoverRound(.difficulty, previous: nil)
        let asked = round.next()
        #expect(asked == [.mempoolHashrate, .ankrChain, .blockchainStats])
        var without = FailoverRound(.difficulty, previous: nil) { $0 != .ankr }
        let others = without.next()
        #expect(others == [.mempoolHashrate, .blockchainStats])
    }

    @Test("A node outvotes one of two others that lies") func median() throws {
        var round = FailoverRound(.difficulty, previous: nil)
        for (query, value) in zip(round.next(), [1e12, 124_932_866_006_548.1, 124_932_866_006_548]) {
            round.take(query, .success([try MarketObservation(.difficulty, value, from: query.source)]))
        }
        #expect(round.verdict?.source == .ankr && round.verdict?.outliers == [.mempoolSpace])
    }
}
