/// What a model expects of the values to come, with the uncertainty that its own variance brings; that of its parameters is not in it.
package struct ArimaForecast: Sendable {
    /// Expected values, the next first, in the series' unit.
    package let means: [Double]
    /// Standard deviations of what comes around them.
    package let deviations: [Double]

    /// Two-sided quantiles of the normal distribution.
    private static let quantile80 = 1.281_551_565_544_600_4
    private static let quantile95 = 1.959_963_984_540_054

    /// Four of five values come to lie within these.
    package var interval80: [(low: Double, high: Double)] { interval(Self.quantile80) }
    /// Nineteen of twenty values come to lie within these.
    package var interval95: [(low: Double, high: Double)] { interval(Self.quantile95) }

    /// The forecast of a fitted model from the end of its series.
    package init?(_ fit: ArimaFit, of series: [Double], steps: Int) {
        let times = fit.order.differences
        guard steps >= 1, series.count > times else { return nil }
        let filter = ArmaLikelihood(
            Differencing.differences(series, times: times), autoregressive: fit.ar.count, movingAverage: fit.ma.count)
        guard filter.run(fit.ar, fit.ma) != nil else { return nil }
        let (state, covariance) = filter.final
        let size = filter.size
        let shocks = (0..<size).map { $0 == 0 ? 1 : $0 <= fit.ma.count ? fit.ma[$0 - 1] : 0 }
        // What each part of the state, and a shock, does to the differences to come.
        let responses = (0..<size).map { part in Self.response((0..<size).map { $0 == part ? 1 : 0 }, fit.ar, steps) }
        let shockResponse = Differencing.sums(Self.response(shocks, fit.ar, steps), times: times)
        let summed = responses.map { Differencing.sums($0, times: times) }
        // The last values of all orders of differences, carried on.
        var base = [Double](repeating: 0, count: steps)
        for order in (0..<times).reversed() {
            let last = Differencing.differences(series, times: order).last ?? 0
            var level = last
            base = base.map { change in
                level += change
                return level
            }
        }
        var (means, deviations): ([Double], [Double]) = ([], [])
        var later = 0.0
        for step in 0..<steps {
            means.append(base[step] + (0..<size).reduce(0) { $0 + summed[$1][step] * state[$1] })
            var square = later
            for row in 0..<size {
                for column in 0..<size { square += summed[row][step] * covariance[row * size + column] * summed[column][step] }
            }
            deviations.append((max(0, square) * fit.variance).squareRoot())
            later += shockResponse[step] * shockResponse[step]
        }
        (self.means, self.deviations) = (means, deviations)
    }

    /// The first part of the state at each step, from a state on, without shocks.
    private static func response(_ start: [Double], _ ar: [Double], _ steps: Int) -> [Double] {
        var state = start
        return (0..<steps).map { _ in
            let first = state[0]
            state = state.indices.map { ($0 < ar.count ? ar[$0] * first : 0) + ($0 + 1 < state.count ? state[$0 + 1] : 0) }
            return first
        }
    }

    private func interval(_ quantile: Double) -> [(low: Double, high: Double)] {
        zip(means, deviations).map { ($0 - quantile * $1, $0 + quantile * $1) }
    }
}
