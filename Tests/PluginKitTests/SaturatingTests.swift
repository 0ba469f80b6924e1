import Testing

@testable import PluginKit

struct SaturatingTests {
    @Test(arguments: [
        (0.0, 0), (-0.9, 0), (1.9, 1), (-1.9, -1), (9_007_199_254_740_992, 9_007_199_254_740_992), (1e19, Int64.max), (-1e19, Int64.min),
        (9_223_372_036_854_775_808, Int64.max), (-9_223_372_036_854_775_808, Int64.min), (.infinity, Int64.max), (-.infinity, Int64.min),
        (.nan, 0), (-.nan, 0),
    ])
    func `A number of any size becomes a whole one`(value: Double, whole: Int64) {
        #expect(Int64(saturating: value) == whole)
    }
}
