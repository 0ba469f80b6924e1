/// The choice of an order: differences until the series has a level, then the lowest Bayesian criterion among all small orders.
package struct ArimaSelection: Sendable {
    /// The chosen model.
    package let best: ArimaFit
    /// All that were fitted, the best first.
    package let candidates: [ArimaFit]

    /// The largest p and q that are tried.
    package static let largestOrder = 3
    private static let mostDifferences = 2

    /// Nil where no order can be fitted: fewer than some forty values, or none that moves.
    package init?(_ series: [Double], largestOrder: Int = ArimaSelection.largestOrder) {
        var times = 0
        while times < Self.mostDifferences,
            StationarityTest.statistic(Differencing.differences(series, times: times)).statistic > StationarityTest.critical
        {
            times += 1
        }
        var fits: [ArimaFit] = []
        for autoregressive in 0...largestOrder {
            for movingAverage in 0...largestOrder {
                if let fit = ArimaFit(series, order: ArimaOrder(autoregressive, times, movingAverage)) { fits.append(fit) }
            }
        }
        candidates = fits.sorted { ($0.bic, $0.parameters) < ($1.bic, $1.parameters) }
        guard let best = candidates.first else { return nil }
        self.best = best
    }

    /// Whether nothing is better than to expect the last value.
    package var isRandomWalk: Bool { best.order.isRandomWalk }

    /// The choice in words.
    package var explanation: String {
        if isRandomWalk {
            return "A random walk is the best model: the past of this series says nothing about the direction in which it goes on. "
                + "The forecast is the last value, and only the width of its interval tells something."
        }
        let walk = candidates.first { $0.order.isRandomWalk }
        guard let walk else { return "\(best.order) is the best model of \(candidates.count) by the Bayesian criterion." }
        let gain = DisplayNumber.text(walk.bic - best.bic, 1)
        return "\(best.order) is the best model of \(candidates.count): its Bayesian criterion is \(gain) below a random walk's."
    }
}
