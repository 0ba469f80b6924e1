/// The four prices of a day.
struct DayPrices: Equatable, Sendable {
    let openUSD: Double
    let highUSD: Double
    let lowUSD: Double
    let closeUSD: Double

    /// How far the extremes of two honest exchanges may lie apart: in a fall each has its own last order.
    private static let extremesTolerance = 0.1

    /// Whether another exchange says the same: where the day begins and ends as prices agree, its extremes within a tenth.
    func agrees(with other: DayPrices) -> Bool {
        let tolerance = MarketMetric.priceUSD.tolerance
        return MarketConsensus.isWithin(tolerance, of: openUSD, other.openUSD)
            && MarketConsensus.isWithin(tolerance, of: closeUSD, other.closeUSD)
            && MarketConsensus.isWithin(Self.extremesTolerance, of: highUSD, other.highUSD)
            && MarketConsensus.isWithin(Self.extremesTolerance, of: lowUSD, other.lowUSD)
    }
}

extension DayPrices: CustomStringConvertible {
    var description: String { "open \(openUSD), high \(highUSD), low \(lowUSD), close \(closeUSD)" }
}
