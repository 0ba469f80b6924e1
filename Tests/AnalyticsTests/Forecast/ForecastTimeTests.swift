import PluginKit
import Testing

@testable import Analytics

@Suite("Times of a forecast")
struct ForecastTimeTests {
    @Test("Days are counted from the last candle's close, which is a day after its opening") func days() throws {
        let opened = try #require(Timestamp(rfc3339: "2026-02-27T00:00:00Z"))
        #expect(CandleRound.closing(ofOpening: opened).rfc3339.hasPrefix("2026-02-28T00:00:00"))
        #expect(ForecastMaker.expectedAt(day: 1, lastOpenedAt: opened).rfc3339.hasPrefix("2026-03-01T00:00:00"))
        #expect(ForecastMaker.expectedAt(day: 30, lastOpenedAt: opened).rfc3339.hasPrefix("2026-03-30T00:00:00"))
    }
}
