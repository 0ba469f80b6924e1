import Testing

@testable import Analytics

@Suite("Spans of a backtest")
struct BacktestQueryTests {
    @Test(
        "The page offers spans that are stored, and where the shortest is not, what there is",
        arguments: [
            (0, [30]), (29, [30]), (200, [200]), (365, [365]), (729, [365]), (1_000, [365, 730]), (1_460, [365, 730, 1_460]),
            (3_649, [365, 730, 1_460]), (9_999, [365, 730, 1_460, 3_650]),
        ] as [(Int64, [Int64])])
    func offered(stored: Int64, spans: [Int64]) { #expect(BacktestQuery.spans(stored: stored) == spans) }

    @Test("Who asks for more days than are stored gets the longest span on offer, who asks for fewer those")
    func within() {
        let cases: [(asked: Int64, stored: Int64, days: Int64)] = [
            (3_650, 1_000, 730), (900, 1_000, 900), (730, 400, 365), (730, 200, 200), (100, 50, 50), (31, 2, 30),
        ]
        for (asked, stored, days) in cases { #expect(BacktestQuery.days(asked, stored: stored) == days, "\(asked) of \(stored)") }
    }
}
