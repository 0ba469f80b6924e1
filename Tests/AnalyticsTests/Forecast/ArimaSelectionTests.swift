import TestSupport
import Testing

@testable import Analytics

@Suite("Choice of an ARIMA model at the product's largest order")
struct ArimaSelectionTests {
    /// Running sums, taken so many times, of shocks that follow each other by `ar`.
    private static func series(_ seed: UInt64, count: Int, ar: Double = 0, sums: Int) -> [Double] {
        var random = SeededRandom(seed)
        var value = 0.0
        let changes = (0..<count).map { _ in
            value = ar * value + 0.02 * random.normal()
            return value
        }
        return Differencing.sums(changes, times: sums).map { $0 + (sums > 0 ? 11 : 0) }
    }

    /// The first walk for which the test of stationarity asks for so many differences.
    private static func walk(differences: Int) throws -> [Double] {
        try #require((1...400).lazy.map { series($0, count: 150, sums: 1) }.first { ArimaSelection.differences($0) == differences })
    }

    @Test("A random walk is told as one, whether it is seen with no difference too few, one too few or one too many", arguments: [0, 1, 2])
    func walks(differences: Int) throws {
        let walk = try Self.walk(differences: differences)
        let selection = try #require(ArimaSelection(walk))
        #expect(selection.isRandomWalk, "\(selection.explanation)")
        #expect(selection.explanation.hasPrefix("A random walk is the best model"))
        #expect(selection.candidates.count { $0.order.isRandomWalk } == 1)
        #expect(selection.candidates.count == 16 + (differences == 1 ? 0 : 1))
    }

    @Test("What is no walk is not called one, and how much better its model is than a walk is told", arguments: [0, 1, 2])
    func others(sums: Int) throws {
        let series = Self.series(7, count: 200, ar: 0.6, sums: sums)
        #expect(ArimaSelection.differences(series) == sums)
        let selection = try #require(ArimaSelection(series))
        #expect(!selection.isRandomWalk && selection.best.order.differences == sums && selection.best.order.coefficients > 0)
        let gain = try #require(selection.walkBIC) - selection.best.bic
        #expect(gain > 10)
        #expect(selection.explanation.hasSuffix("its Bayesian criterion is \(DisplayNumber.text(gain, 1)) below a random walk's."))
    }

    @Test("A walk's criterion is of the same values as the other's: of those that both explain") func sameObservations() throws {
        let series = Self.series(7, count: 200, ar: 0.6, sums: 2)
        let selection = try #require(ArimaSelection(series, largestOrder: 1))
        let walk = try #require(ArimaFit(Array(series.dropFirst()), order: .randomWalk))
        #expect(selection.best.observations == walk.observations && selection.walkBIC == walk.bic)
    }
}
