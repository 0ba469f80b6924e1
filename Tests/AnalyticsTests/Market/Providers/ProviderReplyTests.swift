import PluginKit
import Testing

@testable import Analytics

@Suite("Answers of market data providers")
struct ProviderReplyTests {
    private func price(_ values: [MarketObservation]) throws -> Double { try #require(values.first { $0.metric == .priceUSD }).value }

    @Test("CoinGecko's price comes with the time at which it was true") func coinGecko() throws {
        let values = try CoinGeckoReply.price(try Fixture.reply(.coinGecko, "coingecko_simple_price"))
        #expect(
            values == [try MarketObservation(.priceUSD, 65_279, from: .coinGecko, observedAt: Timestamp(unixMicros: 1_784_880_000_000_000))]
        )
        let chart = try CoinGeckoReply.chart(try Fixture.reply(.coinGecko, "coingecko_market_chart_1d"))
        #expect(chart.map(\.value) == [65_050.1, 65_112.4, 65_279.8])
        #expect(chart.first?.at == Timestamp(unixMicros: 1_784_764_800_000_000))
    }

    @Test("blockchain.info's statistics give five values, in our units") func blockchainInfo() throws {
        let values = try BlockchainInfoReply.stats(try Fixture.reply(.blockchainInfo, "blockchain_info_stats"))
        let byMetric = Dictionary(uniqueKeysWithValues: values.map { ($0.metric, $0.value) })
        #expect(
            byMetric == [
                .priceUSD: 65_279.8, .networkHashrateEHs: 942, .difficulty: 124_932_866_006_548, .height: 958_000, .feesBTCPerBlock: 0.02,
            ])
        #expect(try price(try BlockchainInfoReply.ticker(try Fixture.reply(.blockchainInfo, "blockchain_info_ticker_USD"))) == 65_279.8)
        let chart = try BlockchainInfoReply.chart(try Fixture.reply(.blockchainInfo, "blockchain_info_charts_difficulty"), .difficulty)
        #expect(chart.map(\.value) == [125_864_590_119_494, 125_864_590_119_494])
        #expect(chart.map(\.at) == [Timestamp(unixMicros: 1_770_681_600_000_000), Timestamp(unixMicros: 1_770_768_000_000_000)])
    }

    @Test("A chart of hashrates is read in the unit that it names, and refused in any other") func hashrateChart() throws {
        func chart(_ unit: String) throws -> [HistoryPoint] {
            try BlockchainInfoReply.chart(
                Fixture.reply(
                    .blockchainInfo, text: "{\"status\":\"ok\",\"unit\":\"\(unit)\",\"values\":[{\"x\":1770681600,\"y\":950000000}]}"),
                .networkHashrateEHs)
        }
        #expect(abs(try #require(chart("Hash Rate TH/s").first).value - 950) < 1e-9)
        #expect(abs(try #require(chart("Hash Rate GH/s").first).value - 0.95) < 1e-12)
        #expect(throws: ProviderFailure.self) { try chart("Hashes") }
        #expect(throws: ProviderFailure.self) { try chart("EH/s") }
    }

    @Test("mempool.space's whole numbers above 2^53, texts of satoshis and plain text are read") func mempool() throws {
        let network = try MempoolReply.hashrate(try Fixture.reply(.mempoolSpace, "mempool_mining_hashrate"))
        #expect(network.map(\.metric) == [.networkHashrateEHs, .difficulty])
        #expect(abs(network[0].value - 252.0332473552123) < 1e-9)
        #expect(network[1].value == 31_251_101_365_711.12)
        #expect(try MempoolReply.height(try Fixture.reply(.mempoolSpace, "mempool_blocks_tip_height")).map(\.value) == [698_767])
        // 1311748254 satoshis in the 100 blocks 736556 to 736655.
        #expect(
            try MempoolReply.rewards(try Fixture.reply(.mempoolSpace, "mempool_mining_reward_stats")).map(\.value)
                == [1_311_748_254.0 / 100 / 100_000_000])
        #expect(try price(try MempoolReply.prices(try Fixture.reply(.mempoolSpace, "mempool_prices"))) == 43_753)
        let adjustments = try MempoolReply.adjustments(try Fixture.reply(.mempoolSpace, "mempool_mining_difficulty_adjustments"))
        #expect(adjustments.map(\.value) == [67_957_790_298_897.88, 67_305_906_902_031.39, 72_006_146_478_567.1])
        #expect(adjustments.map(\.height) == [818_496, 820_512, 822_528])
        #expect(zip(adjustments.compactMap(\.changePercent), [5.07, -0.9592, 6.983]).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    @Test("The retarget to come is read with its time in seconds as in milliseconds") func adjustment() throws {
        let reply = try Fixture.reply(.mempoolSpace, "mempool_difficulty_adjustment")
        let adjustment = try MempoolReply.adjustment(reply)
        #expect(adjustment.remainingBlocks == 1_121)
        #expect(adjustment.nextHeight == 741_888)
        #expect(try adjustment.observations.last == MarketObservation(.retargetAt, 1_627_762_478, from: .mempoolSpace))
        #expect(adjustment.expectedAt == Timestamp(unixMicros: 1_627_762_478_000_000))
        let text = String(decoding: reply.body, as: UTF8.self)
        let millis = Fixture.reply(.mempoolSpace, text: text.replacing("1627762478", with: "1627762478000"))
        #expect(try MempoolReply.adjustment(millis) == adjustment)
    }

    @Test("Binance's texts are numbers, and another symbol than the one asked for is refused") func binance() throws {
        let ticker = try Fixture.reply(.binance, "binance_ticker_price")
        #expect(try BinanceReply.lastPrice(ticker, symbol: "LTCBTC") == 4.000002)
        #expect(try BinanceReply.lastPrice(try Fixture.reply(.binance, "binance_ticker_24hr"), symbol: "BNBBTC") == 4.000002)
        #expect(throws: ProviderFailure(.binance, .malformed, "symbol is \"LTCBTC\"; expected \"BTCUSDT\".")) {
            try BinanceReply.price(ticker)
        }
        let candles = try BinanceReply.candles(try Fixture.reply(.binance, "binance_klines"))
        #expect(candles.map(\.closeUSD) == [0.01577100])
        #expect(candles.map(\.volumeBTC) == [148_976.11427815])
        #expect(candles.map(\.openedAt) == [Timestamp(unixMicros: 1_499_040_000_000_000)])
    }

    @Test("OKX, Bybit and Deribit give a price with its time") func exchanges() throws {
        let okx = try OKXReply.price(try Fixture.reply(.okx, "okx_v5_market_ticker"))
        #expect(okx == [try MarketObservation(.priceUSD, 115_450, from: .okx, observedAt: Timestamp(unixMicros: 1_761_583_471_970_000))])
        #expect(try price(try BybitReply.price(try Fixture.reply(.bybit, "bybit_v5_tickers_spot"))) == 20_533.13)
        let deribit = try DeribitReply.price(try Fixture.reply(.deribit, "deribit_get_index_price"))
        #expect(
            deribit == [
                try MarketObservation(.priceUSD, 65_279.35, from: .deribit, observedAt: Timestamp(unixMicros: 1_784_880_000_000_150))
            ])
        let book = try Fixture.reply(.deribit, "deribit_get_book_summary_by_currency")
        let options = try DeribitReply.options(book)
        #expect(options.map(\.instrument) == ["BTC-25SEP26-70000-C"])
        #expect(options.map(\.volatilityPercent) == [47.1])
        #expect(options.map(\.underlyingUSD) == [65_301.2])
        #expect(
            try DeribitReply.volatility(book) == [
                try MarketObservation(
                    .impliedVolatilityPercent, 47.1, from: .deribit, observedAt: Timestamp(unixMicros: 1_784_880_000_001_200))
            ])
    }

    @Test("Bybit's candles come newest first and are given in rising order, an inverse contract's volume in bitcoins") func bybitCandles()
        throws
    {
        let candles = try BybitReply.candles(try Fixture.reply(.bybit, "bybit_v5_kline_inverse"), symbol: "BTCUSD")
        #expect(candles.map(\.openedAt.unixMicros) == [1_670_601_600_000_000, 1_670_605_200_000_000, 1_670_608_800_000_000])
        #expect(candles.map(\.volumeBTC) == [0.37288112, 0.24469757, 15.74462667])
        #expect(throws: ProviderFailure.self) { try BybitReply.price(try Fixture.reply(.bybit, "bybit_v5_tickers_inverse")) }
        #expect(throws: ProviderFailure.self) { try BybitReply.price(try Fixture.reply(.bybit, "bybit_v5_tickers_option")) }
    }
}
