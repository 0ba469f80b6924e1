import PluginKit
import Testing

@testable import Analytics

@Suite("Answers that tell one time twice")
struct DoubledTimeTests {
    /// The failure of an answer that lists the first of these, and again as the last.
    private func failure(_ items: [String], _ text: (String) -> String, _ read: (ProviderReply) throws -> Int, _ source: MarketSource)
        throws
        -> ProviderFailure?
    {
        #expect(try read(Fixture.reply(source, text: text(items.joined(separator: ",")))) == items.count)
        let doubled = Fixture.reply(source, text: text((items + items.prefix(1)).joined(separator: ",")))
        return #expect(throws: ProviderFailure.self) { try read(doubled) }
    }

    @Test("Two candles that open at once are refused, of either exchange") func candles() throws {
        let binance = [1_784_764_800_000, 1_784_851_200_000].map { "[\($0),\"2\",\"3\",\"1\",\"2\",\"5\",0]" }
        let ofBinance = try failure(
            binance, { "[\($0)]" }, { try MarketQuery.binanceCandles.candles($0).count }, .binance)
        #expect(ofBinance?.code == .malformed)
        #expect(ofBinance?.message == "Two candles are of 2026-07-23T00:00:00Z; expected each time once.")
        let bybit = [1_784_764_800_000, 1_784_851_200_000].map { "[\"\($0)\",\"2\",\"3\",\"1\",\"2\",\"5\",\"10\"]" }
        let ofBybit = try failure(
            bybit, { "{\"retCode\":0,\"result\":{\"symbol\":\"BTCUSDT\",\"category\":\"spot\",\"list\":[\($0)]}}" },
            { try MarketQuery.bybitCandles.candles($0).count }, .bybit)
        #expect(ofBybit?.code == .malformed && ofBybit?.source == .bybit)
    }

    @Test("Two retargets of one time are refused") func adjustments() throws {
        let retargets = ["[1784851200,957600,124932866006548,0.985]", "[1783641600,955584,126835397976191,1.0312]"]
        let failure = try failure(retargets, { "[\($0)]" }, { try MempoolReply.adjustments($0).count }, .mempoolSpace)
        #expect(failure?.code == .malformed && failure?.source == .mempoolSpace)
    }

    @Test("Charts that tell a day twice have one point of it") func charts() throws {
        let chart = Fixture.reply(.coinGecko, text: "{\"prices\":[[1784764800000,65000],[1784764800000,65100],[1784851200000,65200]]}")
        #expect(try MarketQuery.coinGeckoChart.history(chart).map(\.value).count == 2)
    }
}
