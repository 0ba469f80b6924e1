import TestSupport
import Testing

@testable import Analytics

@Suite("Damaged answers of market data providers")
struct ProviderFuzzTests {
    private static let files: [(MarketQuery, String)] = [
        (.coinGeckoPrice, "coingecko_simple_price"), (.binancePrice, "binance_ticker_price"), (.okxPrice, "okx_v5_market_ticker"),
        (.bybitPrice, "bybit_v5_tickers_spot"), (.deribitPrice, "deribit_get_index_price"), (.mempoolPrices, "mempool_prices"),
        (.blockchainTicker, "blockchain_info_ticker_USD"), (.blockchainStats, "blockchain_info_stats"),
        (.mempoolHashrate, "mempool_mining_hashrate"), (.mempoolHeight, "mempool_blocks_tip_height"),
        (.mempoolRewards, "mempool_mining_reward_stats"), (.mempoolAdjustment, "mempool_difficulty_adjustment"),
        (.binanceCandles, "binance_klines"), (.bybitCandles, "bybit_v5_kline_inverse"),
        (.deribitOptions, "deribit_get_book_summary_by_currency"), (.coinGeckoChart, "coingecko_market_chart_1d"),
        (.blockchainDifficultyChart, "blockchain_info_charts_difficulty"),
        (.mempoolAdjustments, "mempool_mining_difficulty_adjustments"), (.ankrChain, "ankr_getblockchaininfo"),
        (.ankrHashrate, "ankr_getnetworkhashps"), (.mempoolFees, "mempool_fees_recommended"),
        (.mempoolBlockRewards, "mempool_mining_block_rewards"), (.mempoolPools, "mempool_mining_pools"),
        (.mempoolBlocks, "mempool_blocks"), (.mempoolBlocks, "mempool_blocks_extras"),
    ]

    @Test("Bytes that are changed, cut, doubled or torn out give a plausible value or a failure with a message, never a crash")
    func damaged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var read = 0
        for (query, file) in Self.files {
            let original = try Fixture.bytes("market/\(file).json")
            for _ in 0..<400 {
                let body = Self.damage(original, &random)
                let status = [200, 200, 200, 403, 418, 429, 500].randomElement(using: &random) ?? 200
                let reply = ProviderReply(
                    source: query.source, status: status, retryAfter: "\(Int8.random(in: .min ... .max, using: &random))", body: body)
                do {
                    for value in try query.observations(reply) {
                        read += 1
                        #expect(value.metric.plausible.contains(value.value), "seed \(seed)")
                    }
                    for candle in try query.candles(reply) {
                        #expect(candle.lowUSD <= candle.closeUSD && candle.closeUSD <= candle.highUSD, "seed \(seed)")
                    }
                    if query == .mempoolPools {
                        let pools = try MempoolReply.pools(reply)
                        #expect(pools.pools.allSatisfy { (0...pools.blocks).contains($0.blocks) }, "seed \(seed)")
                    }
                    if query == .mempoolBlocks {
                        let blocks = try MempoolReply.recentBlocks(reply)
                        read += blocks.count
                        for (block, below) in zip(blocks, blocks.dropFirst()) { #expect(block.height == below.height + 1, "seed \(seed)") }
                        for block in blocks {
                            #expect((1...MinedBlock.mostWeight).contains(block.weight) && block.transactions >= 1, "seed \(seed)")
                            #expect(block.feeSharePercent.map { (0...100).contains($0) } ?? true, "seed \(seed)")
                            #expect(block.pool.map { !$0.isEmpty && $0.count <= 100 } ?? true, "seed \(seed)")
                        }
                    }
                    for history in MarketHistory.allCases where history.query == query {
                        for point in try query.history(reply) {
                            #expect(history.metric.plausible.contains(point.value), "seed \(seed)")
                        }
                    }
                } catch {
                    #expect(!error.message.isEmpty && error.message.utf8.count < 1_000, "seed \(seed)")
                    #expect(error.source == query.source, "seed \(seed)")
                }
            }
        }
        // Some damage leaves the value whole; were nothing read, the fuzzing would try nothing.
        #expect(read > 0, "seed \(seed)")
    }

    private static func damage(_ original: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &random)))
            case 2: bytes.removeLast(bytes.count - at)
            case 3: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 20)], at: at)
            default: bytes[at] = Array("0123456789-+.eE\"{}[],:".utf8).randomElement(using: &random) ?? 0
            }
        }
        return bytes
    }
}
