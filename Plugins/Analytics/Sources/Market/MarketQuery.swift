/// One request to one provider: where it goes, what it costs, and how its answer is read.
enum MarketQuery: String, CaseIterable, Sendable {
    case coinGeckoPrice, binancePrice, okxPrice, bybitPrice, deribitPrice, mempoolPrices, blockchainTicker
    case blockchainStats, mempoolHashrate, mempoolHeight, mempoolRewards, mempoolAdjustment
    case binanceCandles, bybitCandles
    case deribitOptions
    case ankrChain, ankrHashrate
    case coinGeckoChart, blockchainHashrateChart, blockchainDifficultyChart, mempoolAdjustments
    case mempoolFees, mempoolBlockRewards, mempoolPools, mempoolBlocks

    /// Who is asked.
    var source: MarketSource {
        switch self {
        case .coinGeckoPrice, .coinGeckoChart: .coinGecko
        case .binancePrice, .binanceCandles: .binance
        case .okxPrice: .okx
        case .bybitPrice, .bybitCandles: .bybit
        case .deribitPrice, .deribitOptions: .deribit
        case .ankrChain, .ankrHashrate: .ankr
        case .mempoolPrices, .mempoolHashrate, .mempoolHeight, .mempoolRewards, .mempoolAdjustment, .mempoolAdjustments, .mempoolFees,
            .mempoolBlockRewards, .mempoolPools, .mempoolBlocks:
            .mempoolSpace
        case .blockchainTicker, .blockchainStats, .blockchainHashrateChart, .blockchainDifficultyChart: .blockchainInfo
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
        case .mempoolFees: "/api/v1/fees/recommended"
        case .mempoolBlockRewards: "/api/v1/mining/blocks/rewards/1y"
        case .mempoolPools: "/api/v1/mining/pools/1w"
        case .mempoolBlocks: "/api/v1/blocks"
        case .deribitOptions: "/api/v2/public/get_book_summary_by_currency?currency=BTC&kind=option"
        case .ankrChain, .ankrHashrate: "/btc"
        case .coinGeckoChart: "/api/v3/coins/bitcoin/market_chart?vs_currency=usd&days=365"
        case .blockchainHashrateChart: "/charts/hash-rate?timespan=1year&sampled=false&format=json"
        case .blockchainDifficultyChart: "/charts/difficulty?timespan=1year&sampled=false&format=json"
        case .mempoolAdjustments: "/api/v1/mining/difficulty-adjustments/1y"
        case .binanceCandles: "/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=1000"
        case .bybitCandles: "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=D&limit=1000"
        }
    }

    /// The body of a query that is sent by POST; nil for one by GET. A node tells height and difficulty at once, and the hashrate of the last
    /// three days of blocks, as long as mempool.space's.
    var body: String? {
        switch self {
        case .ankrChain: "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getblockchaininfo\",\"params\":[]}"
        case .ankrHashrate: "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getnetworkhashps\",\"params\":[432]}"
        default: nil
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
        case .mempoolFees: try MempoolReply.fees(reply)
        case .deribitOptions: try DeribitReply.volatility(reply)
        case .ankrChain: try AnkrReply.chain(reply)
        case .ankrHashrate: try AnkrReply.hashrate(reply)
        case .binanceCandles, .bybitCandles, .coinGeckoChart, .blockchainHashrateChart, .blockchainDifficultyChart,
            .mempoolAdjustments, .mempoolBlockRewards, .mempoolPools, .mempoolBlocks:
            []
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

    /// The history in an answer, in rising order; none for a query that has no history.
    func history(_ reply: ProviderReply) throws(ProviderFailure) -> [HistoryPoint] {
        switch self {
        case .coinGeckoChart: HistoryPoint.daily(try CoinGeckoReply.chart(reply))
        case .blockchainHashrateChart: HistoryPoint.daily(try BlockchainInfoReply.chart(reply, .networkHashrateEHs))
        case .blockchainDifficultyChart: HistoryPoint.daily(try BlockchainInfoReply.chart(reply, .difficulty))
        case .mempoolAdjustments: try MempoolReply.adjustments(reply)
        case .mempoolBlockRewards: HistoryPoint.dailyMeans(try MempoolReply.feeShares(reply))
        default: []
        }
    }
}
