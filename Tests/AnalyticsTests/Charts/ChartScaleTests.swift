import Testing

@testable import Analytics

@Suite("Scale of a chart")
struct ChartScaleTests {
    @Test("High values stand high, and the ends of the span lie within the pane") func heights() throws {
        let scale = try #require(ChartScale([.nan, 10, 30, 20], top: 100, bottom: 300))
        #expect(scale.height(30) > 100 && scale.height(10) < 300)
        #expect(scale.height(30) < scale.height(20) && scale.height(20) < scale.height(10))
        #expect(abs(scale.height(20) - 200) < 1e-9)
        #expect(ChartScale([.nan, .infinity], top: 0, bottom: 1) == nil)
    }

    @Test("Figures are round, lie within the span, and are at most as many as fit") func ticks() {
        for (low, high) in [(0.0, 100.0), (61_234, 68_911), (-1_234.5, 2_210), (0.012, 0.0199), (5, 5.000_01), (-3, -1)] {
            for most in 2...8 {
                let scale = ChartScale(low: low, high: high, top: 0, bottom: 100)
                let ticks = scale.ticks(most: most)
                #expect(!ticks.isEmpty && ticks.count <= most, "\(low) to \(high), \(most)")
                #expect(ticks.allSatisfy { $0 >= low - 1e-9 * abs(low) && $0 <= high + 1e-9 * abs(high) })
                #expect(ticks == ticks.sorted())
            }
        }
        #expect(ChartScale(low: 61_234, high: 68_911, top: 0, bottom: 1).ticks(most: 5) == [62_000, 64_000, 66_000, 68_000])
    }

    @Test("What stands still has a scale too") func still() throws {
        let scale = try #require(ChartScale([7, 7, 7], top: 0, bottom: 100))
        #expect(abs(scale.height(7) - 50) < 1)
    }

    @Test("A path has one decimal, and a gap where a height is no number") func path() {
        let points: [(x: Double, y: Double)] = [(0, 1), (1, 2.26), (2, .nan), (3, -0.04)]
        #expect(ChartPath.line(points) == "M0 1L1 2.3M3 0")
        #expect(ChartPath.number(-12.34) == "-12.3")
        #expect(ChartPath.number(.infinity) == "1000000")
    }
}
