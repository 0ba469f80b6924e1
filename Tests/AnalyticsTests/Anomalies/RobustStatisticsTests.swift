import TestSupport
import Testing

@testable import Analytics

@Suite("Median and median absolute deviation") struct RobustStatisticsTests {
    @Test("The median is what sorting gives, whatever the order, with values that are equal and with NaN left out", arguments: 1...60)
    func median(count: Int) {
        var random = SeededRandom(UInt64(count))
        let values = (0..<count).map { _ in (random.unit() * 12).rounded() }
        let sorted = values.sorted()
        let expected = count.isMultiple(of: 2) ? (sorted[count / 2 - 1] + sorted[count / 2]) / 2 : sorted[count / 2]
        #expect(RobustStatistics.median(of: values) == expected)
        #expect(RobustStatistics.median(of: [.nan] + values + [.nan]) == expected)
    }

    @Test("Nothing has no median") func nothing() {
        #expect(RobustStatistics.median(of: []).isNaN)
        #expect(RobustStatistics.deviation(of: [.nan], around: 0).isNaN)
    }

    @Test("A minority of wild values changes the spread little, and normal noise keeps its standard deviation") func spread() {
        var random = SeededRandom(5)
        let noise = (0..<20_001).map { _ in random.normal() }
        let calm = RobustStatistics.deviation(of: noise, around: 0)
        #expect(abs(calm - 1) < 0.03)
        let wild = RobustStatistics.deviation(of: noise + Array(repeating: 1e9, count: 2_000), around: 0)
        #expect(wild < 1.3 * calm)
    }
}
