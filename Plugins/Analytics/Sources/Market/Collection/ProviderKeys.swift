import Foundation
import PluginKit

/// The keys that were given for providers, and how each wants to be shown its own. None is needed but Ankr's.
struct ProviderKeys: Sendable {
    private var keys: [MarketSource: String] = [:]

    /// The secrets that have them.
    static let secrets: [MarketSource: String] = [
        .coinGecko: "coingecko_api_key", .binance: "binance_api_key", .okx: "okx_api_key", .deribit: "deribit_api_key",
        .ankr: "ankr_api_key",
    ]

    /// Keys as they were given; white space around one, such as a file's last line break, is none of it.
    init(_ keys: [MarketSource: String] = [:]) {
        self.keys = keys.mapValues(\.trimmingSpaces).filter { !$0.value.isEmpty && $0.value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
    }

    /// Those that are set now.
    static func read(_ secrets: Secrets) async -> ProviderKeys {
        var keys: [MarketSource: String] = [:]
        for (source, name) in Self.secrets { if let secret = try? await secrets[name] { keys[source] = secret.text } }
        return ProviderKeys(keys)
    }

    /// Whether there is one for a provider.
    func has(_ source: MarketSource) -> Bool { keys[source] != nil }

    /// The header that shows a provider its key; nil without one, and where it stands in the path.
    func header(_ source: MarketSource, baseURL: String) -> (name: String, value: String)? {
        guard let key = keys[source] else { return nil }
        switch source {
        case .coinGecko: return (baseURL.hasPrefix("https://pro-api.") ? "x-cg-pro-api-key" : "x-cg-demo-api-key", key)
        case .binance: return ("x-mbx-apikey", key)
        case .okx: return ("ok-access-key", key)
        case .deribit:
            // Client id and secret are shown by HTTP's own means; a token as OAuth has it.
            return ("authorization", key.contains(":") ? "Basic \(Data(key.utf8).base64EncodedString())" : "Bearer \(key)")
        case .ankr, .blockchainInfo, .mempoolSpace, .bybit: return nil
        }
    }

    /// What follows a provider's path: Ankr has the key there.
    func pathEnd(_ source: MarketSource) -> String {
        guard source == .ankr, let key = keys[source] else { return "" }
        return "/" + QueryString.encode(key)
    }

    /// A text with no key in it, such as a message about an address.
    func hiding(in text: String) -> String { keys.values.reduce(text) { $0.replacing($1, with: "…") } }
}
