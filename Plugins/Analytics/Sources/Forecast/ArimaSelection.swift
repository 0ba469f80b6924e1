import Glibc

/// The choice of an order: differences until the series has a level, then the lowest Bayesian criterion among all small orders, a random walk
/// always being one of them.
package struct ArimaSelection: Sendable {
    /// The chosen model.
    package let best: ArimaFit
    /// All that were fitted, the best first.
    package let candidates: [ArimaFit]
    /// The Bayesian criterion of a random walk on the observations of `best`; nil where the series has no walk.
    package let walkBIC: Double?

    /// The largest p and q that are tried.
    package static let largestOrder = 3
    private static let mostDifferences = 2

    /// Nil where no order can be fitted: fewer than some forty values, or none that moves.
    package init?(_ series: [Double], largestOrder: Int = ArimaSelection.largestOrder) {
        let times = Self.differences(series)
        var fits: [ArimaFit] = []
        for autoregressive in 0...largestOrder {
            for movingAverage in 0...largestOrder {
                if let fit = ArimaFit(series, order: ArimaOrder(autoregressive, times, movingAverage)) { fits.append(fit) }
            }
        }
        fits.sort { ($0.bic, $0.parameters) < ($1.bic, $1.parameters) }
        guard let first = fits.first else { return nil }
        walkBIC = Self.walkBIC(series, beside: first)
        // The test is wrong once in twenty: it may ask for more or fewer differences than the walk's one, and the walk is tried all the same.
        if times != 1, let walkBIC, let walk = ArimaFit(series, order: .randomWalk) {
            fits.insert(walk, at: fits.firstIndex { $0.bic >= walkBIC } ?? fits.endIndex)
        }
        candidates = fits
        best = fits[0]
    }

    /// How often differences are taken until the series has a level, as the test of stationarity sees it.
    static func differences(_ series: [Double]) -> Int {
        var times = 0
        while times < mostDifferences,
            StationarityTest.statistic(Differencing.differences(series, times: times)).statistic > StationarityTest.critical
        {
            times += 1
        }
        return times
    }

    /// The likelihoods of models with unlike differences are of unlike values: those that the walk's lacks or has more are taken off.
    private static func walkBIC(_ series: [Double], beside fit: ArimaFit) -> Double? {
        guard fit.order.differences == 0 else {
            return ArimaFit(Array(series.dropFirst(fit.order.differences - 1)), order: .randomWalk)?.bic
        }
        // A walk says nothing of its first value, which therefore counts for it as it does for the other.
        guard let walk = ArimaFit(series, order: .randomWalk),
            let start = ArimaFit(Array(series.prefix(1)), order: fit.order, ar: fit.ar, ma: fit.ma, variance: fit.variance)
        else { return nil }
        return Double(walk.parameters) * log(Double(fit.observations)) - 2 * (walk.logLikelihood + start.logLikelihood)
    }

    /// Whether nothing is better than to expect the last value.
    package var isRandomWalk: Bool { best.order.isRandomWalk }

    /// The choice in words.
    package var explanation: String {
        if isRandomWalk {
            return "A random walk is the best model: the past of this series says nothing about the direction in which it goes on. "
                + "The forecast is the last value, and only the width of its interval tells something."
        }
        guard let walkBIC else { return "\(best.order) is the best model of \(candidates.count) by the Bayesian criterion." }
        let gain = DisplayNumber.text(walkBIC - best.bic, 1)
        return "\(best.order) is the best model of \(candidates.count): its Bayesian criterion is \(gain) below a random walk's."
    }
}
