/// One request to one provider: where it goes, what it costs, and how its answer is read.
enum MarketQuery: String, CaseIterable, Sendable {
    case coinGeckoPrice, binancePrice, okxPrice, bybitPrice, deribitPrice, mempoolPrices, blockchainTicker
    case blockchainStats, mempoolHashrate, mempoolHeight, mempoolRewards, mempoolAdjustment
    case binanceCandles, bybitCandles

    /// Who is asked.
    var source: MarketSource {
        switch self {
        case .coinGeckoPrice: .coinGecko
        case .binancePrice, .binanceCandles: .binance
        case .okxPrice: .okx
        case .bybitPrice, .bybitCandles: .bybit
        case .deribitPrice: .deribit
        case .mempoolPrices, .mempoolHashrate, .mempoolHeight, .mempoolRewards, .mempoolAdjustment: .mempoolSpace
        case .blockchainTicker, .blockchainStats: .blockchainInfo
        }
    }

    /// Path and query behind the provider's base URL.
    var path: String {
        switch self {
        case .coinGeckoPrice: "/api/v3/simple/price?ids=bitcoin&vs_currencies=usd&include_last_updated_at=true"
        case .binancePrice: "/api/v3/ticker/price?symbol=BTCUSDT"
        case .okxPrice: "/api/v5/market/ticker?instId=BTC-USDT"
        case .bybitPrice: "/v5/market/tickers?category=spot&symbol=BTCUSDT"
        case .deribitPrice: "/api/v2/public/get_index_price?index_name=btc_usd"
        case .mempoolPrices: "/api/v1/prices"
        case .blockchainTicker: "/ticker"
        case .blockchainStats: "/stats?format=json"
        case .mempoolHashrate: "/api/v1/mining/hashrate/3d"
        case .mempoolHeight: "/api/blocks/tip/height"
        case .mempoolRewards: "/api/v1/mining/reward-stats/144"
        case .mempoolAdjustment: "/api/v1/difficulty-adjustment"
        case .binanceCandles: "/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=1000"
        case .bybitCandles: "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=D&limit=1000"
        }
    }

    /// Tokens of the provider's budget, as the provider weighs it.
    var cost: Double {
        switch self {
        case .binancePrice, .binanceCandles: 2
        default: 1
        }
    }

    /// A value older than this when it comes counts as none, in seconds.
    static let longestAgeSeconds = 1_800.0

    /// The values in an answer. Throws what is wrong with it.
    func observations(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        switch self {
        case .coinGeckoPrice: try CoinGeckoReply.price(reply)
        case .binancePrice: try BinanceReply.price(reply)
        case .okxPrice: try OKXReply.price(reply)
        case .bybitPrice: try BybitReply.price(reply)
        case .deribitPrice: try DeribitReply.price(reply)
        case .mempoolPrices: try MempoolReply.prices(reply)
        case .blockchainTicker: try BlockchainInfoReply.ticker(reply)
        case .blockchainStats: try BlockchainInfoReply.stats(reply)
        case .mempoolHashrate: try MempoolReply.hashrate(reply)
        case .mempoolHeight: try MempoolReply.height(reply)
        case .mempoolRewards: try MempoolReply.rewards(reply)
        case .mempoolAdjustment: try MempoolReply.adjustment(reply).observations
        case .binanceCandles, .bybitCandles: []
        }
    }

    /// The candles in an answer, in rising order; none for a query that has no candles.
    func candles(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketCandle] {
        switch self {
        case .binanceCandles: try BinanceReply.candles(reply)
        case .bybitCandles: try BybitReply.candles(reply, symbol: "BTCUSDT")
        default: []
        }
    }
}
