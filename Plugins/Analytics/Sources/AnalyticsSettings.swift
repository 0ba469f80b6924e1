public import PluginKit

/// Settings of one instance; the manifest's schema fills in what is not said. Base URLs have no slash at their end.
public struct AnalyticsSettings: PluginSettings {
    var coingeckoUrl: String
    var blockchainInfoUrl: String
    var mempoolUrl: String
    var binanceUrl: String
    var okxUrl: String
    var bybitUrl: String
    var deribitUrl: String
    var ankrUrl: String
    /// For one request to a provider, from its start to the end of the answer.
    var requestTimeoutSeconds: Int
    /// Daily prices, and what providers told of days before, are kept for so long.
    var keepPricesDays: Int

    /// Where a provider's paths begin.
    func baseURL(of source: MarketSource) -> String {
        switch source {
        case .coinGecko: coingeckoUrl
        case .blockchainInfo: blockchainInfoUrl
        case .mempoolSpace: mempoolUrl
        case .binance: binanceUrl
        case .okx: okxUrl
        case .bybit: bybitUrl
        case .deribit: deribitUrl
        case .ankr: ankrUrl
        }
    }
}
