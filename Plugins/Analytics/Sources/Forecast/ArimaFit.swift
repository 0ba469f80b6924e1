import Glibc

/// An ARIMA model without constant, fitted to a series by exact maximum likelihood of its differences.
package struct ArimaFit: Sendable {
    package let order: ArimaOrder
    /// Coefficients of past values, the last one's first.
    package let ar: [Double]
    /// Coefficients of past shocks, the last one's first.
    package let ma: [Double]
    /// Of the shocks, in squares of the series' unit.
    package let variance: Double
    /// Natural logarithm of the likelihood.
    package let logLikelihood: Double
    /// Differences that the likelihood is of.
    package let observations: Int

    /// Coefficients and the variance.
    package var parameters: Int { order.coefficients + 1 }
    /// Akaike's criterion.
    package var aic: Double { 2 * Double(parameters) - 2 * logLikelihood }
    /// The Bayesian criterion.
    package var bic: Double { Double(parameters) * log(Double(observations)) - 2 * logLikelihood }

    /// Of how many starts the best are followed.
    private static let followedStarts = 5
    /// Of those, how many are followed to their end.
    private static let polished = 2
    /// How exact the likelihood is while the search is far from its end, and near it.
    private static let roughlySettled = 1e-6
    private static let nearlySettled = 1e-9
    /// Between two followed starts, in free numbers.
    private static let leastDistance = 0.25

    /// Fits the model; nil for a series that is too short (30 differences at least), not finite, or without any movement.
    package init?(_ series: [Double], order: ArimaOrder) {
        guard order.autoregressive >= 0, order.movingAverage >= 0, (0...2).contains(order.differences),
            series.allSatisfy(\.isFinite)
        else { return nil }
        let differences = Differencing.differences(series, times: order.differences)
        guard differences.count >= 30 + 2 * order.coefficients, differences.contains(where: { $0 != differences[0] }) || differences[0] != 0
        else { return nil }
        let (p, q) = (order.autoregressive, order.movingAverage)
        // A scale of one keeps the search away from very small and very large numbers.
        let scale = (differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)).squareRoot()
        let filter = ArmaLikelihood(differences.map { $0 / scale }, autoregressive: p, movingAverage: q)
        var (ar, ma) = ([Double](repeating: 0, count: p), [Double](repeating: 0, count: q))
        func cost(_ free: [Double]) -> Double {
            free.withUnsafeBufferPointer { free in
                ar.withUnsafeMutableBufferPointer { ar in
                    ma.withUnsafeMutableBufferPointer { ma in
                        if p > 0 { StationaryTransform.coefficients(free.baseAddress!, p, into: ar.baseAddress!, negated: false) }
                        if q > 0 { StationaryTransform.coefficients(free.baseAddress! + p, q, into: ma.baseAddress!, negated: true) }
                    }
                }
            }
            guard let sums = filter.run(ar, ma), let best = filter.best(sums) else { return .infinity }
            return -best.logLikelihood
        }
        var best: (point: [Double], value: Double) = ([], .infinity)
        if p + q == 0 {
            best = ([], cost([]))
        } else {
            filter.settled = Self.roughlySettled
            let starts = ArmaStarts.all(autoregressive: p, movingAverage: q).map { ($0, cost($0)) }.sorted { $0.1 < $1.1 }
            let rough = QuasiNewton(iterations: 12, leastGain: 1e-3)
            let found = Self.apart(starts.map(\.0)).prefix(Self.followedStarts).map { rough.minimize($0, cost) }
            filter.settled = Self.nearlySettled
            for (point, _) in found.sorted(by: { $0.value < $1.value }).prefix(Self.polished) {
                let fine = QuasiNewton(iterations: 60, leastGain: 1e-6).minimize(point, cost)
                if fine.value < best.value { best = fine }
            }
        }
        filter.settled = ArmaLikelihood.finest
        guard best.value.isFinite, cost(best.point).isFinite, let final = filter.best(ar: ar, ma: ma) else { return nil }
        self.order = order
        (self.ar, self.ma) = (ar, ma)
        variance = final.variance * scale * scale
        logLikelihood = final.logLikelihood - Double(differences.count) * log(scale)
        observations = differences.count
    }

    /// Those starts that are not near one before them: neighbours lead to the same place.
    private static func apart(_ starts: [[Double]]) -> [[Double]] {
        starts.reduce(into: []) { kept, start in
            let isNear = kept.contains { one in zip(one, start).allSatisfy { abs($0 - $1) < leastDistance } }
            if !isNear { kept.append(start) }
        }
    }

    /// A model of known parameters on a series; nil if they are not stationary or the variance is not above 0.
    package init?(_ series: [Double], order: ArimaOrder, ar: [Double], ma: [Double], variance: Double, drift: Double = 0) {
        guard ar.count == order.autoregressive, ma.count == order.movingAverage else { return nil }
        let differences = Differencing.differences(series, times: order.differences).map { $0 - drift }
        let filter = ArmaLikelihood(differences, autoregressive: ar.count, movingAverage: ma.count)
        guard let value = filter.logLikelihood(ar: ar, ma: ma, variance: variance) else { return nil }
        (self.order, self.ar, self.ma, self.variance) = (order, ar, ma, variance)
        logLikelihood = value
        observations = differences.count
    }
}
