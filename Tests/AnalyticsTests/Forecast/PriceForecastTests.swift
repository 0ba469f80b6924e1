import Glibc
import Testing

@testable import Analytics

@Suite("Forecast of a price")
struct PriceForecastTests {
    @Test("Thirty days are told in dollars, each within its intervals, the narrow within the wide") func points() throws {
        let forecast = try #require(PriceForecast(closes: try PriceHistory.read().closes, largestOrder: 1))
        #expect(forecast.points.count == 30)
        #expect(forecast.selection.best.observations == 729)
        for point in forecast.points {
            #expect(0 < point.low95 && point.low95 < point.low80 && point.low80 < point.median)
            #expect(point.median < point.high80 && point.high80 < point.high95)
        }
    }

    @Test("A random walk expects the last price, and its interval grows with the root of the days") func walk() throws {
        let closes = try PriceHistory.read().closes
        let forecast = try #require(PriceForecast(closes: closes, largestOrder: 0))
        #expect(forecast.selection.isRandomWalk)
        let last = try #require(closes.last)
        for point in forecast.points { #expect(abs(point.median / last - 1) < 1e-9) }
        let deviation = forecast.selection.best.variance.squareRoot()
        let fourth = forecast.points[3]
        #expect(abs(fourth.high95 / last - exp(1.959963984540054 * 2 * deviation)) < 1e-9)
    }

    @Test("Too few prices, or prices that are none, have no forecast") func none() {
        #expect(PriceForecast(closes: []) == nil)
        #expect(PriceForecast(closes: [1, 2, 3]) == nil)
        #expect(PriceForecast(closes: [Double](repeating: 5, count: 400)) == nil)
        #expect(PriceForecast(closes: (0..<400).map { Double($0) }) == nil)
    }
}
