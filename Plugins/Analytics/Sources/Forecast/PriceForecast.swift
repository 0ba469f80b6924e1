import Glibc
import PluginKit

/// The forecast of a price: the model is one of its logarithm, and what is told is in the price's own unit. Pure.
struct PriceForecast: Sendable {
    /// One day to come.
    struct Point: Equatable, Sendable {
        /// As likely above as below.
        let median: Double
        let low80: Double
        let high80: Double
        let low95: Double
        let high95: Double
    }

    /// The last two years say how it moves now; older years were others.
    static let longestHistory = 730
    static let days = 30

    let selection: ArimaSelection
    let points: [Point]

    /// Nil where there are too few prices, or none that moves. Prices are above 0.
    init?(closes: [Double], largestOrder: Int = ArimaSelection.largestOrder) {
        guard closes.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        let logarithms = closes.suffix(Self.longestHistory).map { log($0) }
        guard let selection = ArimaSelection(logarithms, largestOrder: largestOrder),
            let forecast = ArimaForecast(selection.best, of: logarithms, steps: Self.days)
        else { return nil }
        self.selection = selection
        let (inner, outer) = (forecast.interval80, forecast.interval95)
        points = forecast.means.indices.map { day in
            Point(
                median: exp(forecast.means[day]), low80: exp(inner[day].low), high80: exp(inner[day].high), low95: exp(outer[day].low),
                high95: exp(outer[day].high))
        }
    }
}
