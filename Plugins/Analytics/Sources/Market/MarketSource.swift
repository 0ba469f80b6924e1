/// A provider of market data. The raw values stand in the tables and in the API.
enum MarketSource: String, CaseIterable, Sendable {
    case coinGecko = "coingecko"
    case blockchainInfo = "blockchain.info"
    case mempoolSpace = "mempool.space"
    case binance
    case okx
    case bybit
    case deribit
    /// A Bitcoin node, by JSON-RPC.
    case ankr

    /// The name for people.
    var title: String {
        switch self {
        case .coinGecko: "CoinGecko"
        case .blockchainInfo: "blockchain.info"
        case .mempoolSpace: "mempool.space"
        case .binance: "Binance"
        case .okx: "OKX"
        case .bybit: "Bybit"
        case .deribit: "Deribit"
        case .ankr: "Ankr"
        }
    }

    /// Whether it answers nobody without a key.
    var wantsKey: Bool { self == .ankr }

    /// What may be asked of it: tokens at most and tokens a second. Well below what each allows, since all tenants of a host share an address.
    var budget: RequestBudget.Limit {
        switch self {
        case .coinGecko: .init(capacity: 5, perSecond: 1.0 / 60)
        case .blockchainInfo: .init(capacity: 3, perSecond: 1.0 / 60)
        case .mempoolSpace: .init(capacity: 10, perSecond: 1.0 / 30)
        case .binance: .init(capacity: 60, perSecond: 0.2)
        case .okx, .bybit, .deribit, .ankr: .init(capacity: 10, perSecond: 1.0 / 30)
        }
    }
}
