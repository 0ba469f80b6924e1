import PluginKit
import Testing

@testable import Analytics

@Suite("Keys for providers")
struct ProviderKeysTests {
    private let keys = ProviderKeys([
        .coinGecko: "CG-1\n", .binance: "bin", .okx: " okx ", .deribit: "client:secret", .ankr: "a/b c", .bybit: "unused",
    ])

    private func header(_ source: MarketSource, _ base: String = "https://example.org", of keys: ProviderKeys? = nil) -> String? {
        (keys ?? self.keys).header(source, baseURL: base).map { "\($0.name): \($0.value)" }
    }

    @Test("Each provider is shown its key as its documentation wants it") func headers() {
        #expect(header(.coinGecko) == "x-cg-demo-api-key: CG-1")
        #expect(header(.coinGecko, "https://pro-api.coingecko.com") == "x-cg-pro-api-key: CG-1")
        #expect(header(.binance) == "x-mbx-apikey: bin")
        #expect(header(.okx) == "ok-access-key: okx")
        #expect(header(.deribit) == "authorization: Basic Y2xpZW50OnNlY3JldA==")
        #expect(header(.deribit, of: ProviderKeys([.deribit: "token"])) == "authorization: Bearer token")
        for source in [MarketSource.ankr, .mempoolSpace, .blockchainInfo, .bybit] { #expect(header(source) == nil, "\(source)") }
    }

    @Test("Without a key there is no header, and one that is empty or would break a header is none") func none() {
        for source in MarketSource.allCases { #expect(header(source, of: ProviderKeys()) == nil) }
        for text in ["", " \n", "a\nb", "a b", "schlüssel"] { #expect(!ProviderKeys([.binance: text]).has(.binance), "\(text)") }
    }

    @Test("Ankr's key stands at the end of its path, escaped, and of no other's") func path() {
        #expect(ProviderKeys([.ankr: "a/b?c"]).pathEnd(.ankr) == "/a%2Fb%3Fc")
        #expect(keys.pathEnd(.binance) == "")
        #expect(ProviderKeys().pathEnd(.ankr) == "")
    }

    @Test("A message has no key in it") func hiding() {
        #expect(
            ProviderKeys([.ankr: "0123abcd"]).hiding(in: "https://rpc.ankr.com/btc/0123abcd timed out")
                == "https://rpc.ankr.com/btc/… timed out")
    }

    @Test("Our own quota says nothing of a provider, an answer without end and silence do") func hostErrors() {
        #expect(MarketClient.code(PluginError(.overQuota, "", details: "answer_too_large")) == .malformed)
        #expect(MarketClient.code(PluginError(.unavailable, "", details: "answer_too_large")) == .malformed)
        #expect(MarketClient.code(PluginError(.overQuota, "", details: "requests_per_minute")) == .budgetSpent)
        #expect(MarketClient.code(PluginError(.deadline, "")) == .unavailable)
        #expect(MarketClient.code(PluginError(.unavailable, "")) == .unavailable)
        #expect(MarketClient.code(PluginError(.denied, "")) == .refused)
    }
}
