import Glibc
import TestSupport
import Testing

@testable import Analytics

@Suite("Properties of ARMA models")
struct ArmaPropertyTests {
    private func simulate(_ ar: [Double], _ ma: [Double], count: Int, _ random: inout SeededRandom) -> [Double] {
        var (values, shocks): ([Double], [Double]) = ([], [])
        for _ in 0..<count + 200 {
            let shock = random.normal()
            var value = shock
            for (lag, weight) in ar.enumerated() where values.count > lag { value += weight * values[values.count - 1 - lag] }
            for (lag, weight) in ma.enumerated() where shocks.count > lag { value += weight * shocks[shocks.count - 1 - lag] }
            values.append(value)
            shocks.append(shock)
        }
        return Array(values.suffix(count))
    }

    /// Random coefficients with no root on or within the unit circle.
    private func coefficients(_ count: Int, negated: Bool, _ random: inout SeededRandom) -> [Double] {
        let free = (0..<count).map { _ in random.normal() * 0.8 }
        var output = [Double](repeating: 0, count: count)
        if count > 0 { StationaryTransform.coefficients(free, count, into: &output, negated: negated) }
        return output
    }

    @Test("The filter's likelihood is that of the whole covariance matrix, for random models of any small order") func dense() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<40 {
            let ar = coefficients(Int.random(in: 0...3, using: &random), negated: false, &random)
            let ma = coefficients(Int.random(in: 0...3, using: &random), negated: true, &random)
            let values = simulate(ar, ma, count: 40, &random)
            let filter = ArmaLikelihood(values, autoregressive: ar.count, movingAverage: ma.count)
            let found = try #require(filter.logLikelihood(ar: ar, ma: ma, variance: 1.3), "seed \(seed)")
            let expected = denseLogLikelihood(values, ar, ma, variance: 1.3)
            #expect(abs(found - expected) < 1e-6 * max(1, abs(expected)), "seed \(seed): \(ar) \(ma): \(found), expected \(expected)")
        }
    }

    /// From autocovariances, which the model's response to a shock gives, by a Cholesky factor.
    private func denseLogLikelihood(_ values: [Double], _ ar: [Double], _ ma: [Double], variance: Double) -> Double {
        var response: [Double] = []
        for step in 0..<20_000 {
            var value = step == 0 ? 1 : step <= ma.count ? ma[step - 1] : 0
            for (lag, weight) in ar.enumerated() where step > lag { value += weight * response[step - 1 - lag] }
            response.append(value)
        }
        let count = values.count
        let autocovariance = (0..<count).map { lag in
            (lag..<response.count).reduce(0) { $0 + response[$1] * response[$1 - lag] } * variance
        }
        var factor = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var (total, whitened): (Double, [Double]) = (Double(count) * log(2 * .pi), [])
        for row in 0..<count {
            for column in 0...row {
                let inner = (0..<column).reduce(autocovariance[row - column]) { $0 - factor[row][$1] * factor[column][$1] }
                factor[row][column] = row == column ? inner.squareRoot() : inner / factor[column][column]
            }
            let white = (0..<row).reduce(values[row]) { $0 - factor[row][$1] * whitened[$1] } / factor[row][row]
            whitened.append(white)
            total += 2 * log(factor[row][row]) + white * white
        }
        return -0.5 * total
    }

    @Test("Free numbers become stationary coefficients, and coefficients become the numbers that they came from") func transform() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<500 {
            let count = Int.random(in: 1...4, using: &random)
            let free = (0..<count).map { _ in random.normal() }
            for negated in [false, true] {
                var output = [Double](repeating: 0, count: count)
                StationaryTransform.coefficients(free, count, into: &output, negated: negated)
                let back = try #require(StationaryTransform.free(output, negated: negated), "seed \(seed)")
                #expect(zip(free, back).allSatisfy { abs($0 - $1) < 1e-6 }, "seed \(seed): \(free) \(back)")
            }
        }
        #expect(StationaryTransform.free([1.0], negated: false) == nil)
        #expect(StationaryTransform.free([0.5, 0.6], negated: false) == nil)
    }

    @Test("Known models are found again in what they made") func recovery() throws {
        var random = SeededRandom(20_261_121)
        let values = simulate([0.7, -0.2], [0.4], count: 3_000, &random)
        let fit = try #require(ArimaFit(values, order: ArimaOrder(2, 0, 1)))
        let truth = try #require(ArimaFit(values, order: fit.order, ar: [0.7, -0.2], ma: [0.4], variance: 1))
        #expect(fit.logLikelihood >= truth.logLikelihood)
        #expect(fit.logLikelihood - truth.logLikelihood < 10)
        #expect(abs(fit.variance - 1) < 0.1)
    }

    @Test("The unit of a series changes nothing but the unit of its model") func scale() throws {
        let closes = try PriceHistory.logCloses(last: 200)
        let small = try #require(ArimaFit(closes, order: ArimaOrder(1, 1, 0)))
        let large = try #require(ArimaFit(closes.map { $0 * 1e6 }, order: ArimaOrder(1, 1, 0)))
        #expect(abs(small.ar[0] - large.ar[0]) < 1e-6)
        #expect(abs(large.variance / small.variance / 1e12 - 1) < 1e-6)
        #expect(abs(small.logLikelihood - large.logLikelihood - 199 * log(1e6)) < 1e-6)
    }

    @Test("Intervals grow with the distance, and nine of ten lie between the narrow and the wide") func intervals() throws {
        let closes = try PriceHistory.logCloses(last: 730)
        let fit = try #require(ArimaFit(closes, order: ArimaOrder(0, 1, 1)))
        let forecast = try #require(ArimaForecast(fit, of: closes, steps: 30))
        #expect(zip(forecast.deviations, forecast.deviations.dropFirst()).allSatisfy { $0 < $1 })
        for (narrow, wide) in zip(forecast.interval80, forecast.interval95) {
            #expect(wide.low < narrow.low && narrow.low < narrow.high && narrow.high < wide.high)
        }
    }

    @Test("A series that is too short, still or not finite has no model") func none() {
        let order = ArimaOrder(1, 1, 1)
        #expect(ArimaFit([], order: order) == nil)
        #expect(ArimaFit([Double](repeating: 5, count: 500), order: order) == nil)
        #expect(ArimaFit((0..<20).map { Double($0 % 3) }, order: order) == nil)
        #expect(ArimaFit([1, .nan] + (0..<100).map(Double.init), order: order) == nil)
        #expect(ArimaSelection([1, 2, 3]) == nil)
    }
}
