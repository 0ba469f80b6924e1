import PluginKit

/// Whether a candle that nobody else tells can stand between the days beside it. Pure.
///
/// Trade never rests: a day opens where the one before closed. Within the day the price may go anywhere, so a day that opens and closes at what is
/// beside it is believed however far it moved.
struct CandleNeighbours: Sendable {
    /// The last day before that is believed, and its close; nil of none.
    let before: (day: Int64, closeUSD: Double)?
    /// The day whose close the sources of prices have seen; nil if they have not.
    let seenDay: Int64?

    /// A fall of 2020 went a fifth below where its day closed.
    private static let farthestExtreme = 0.3
    private static let tolerance = MarketMetric.priceUSD.tolerance

    /// Whether the answer's candle of a day fits.
    func fits(_ candle: MarketCandle, of answer: CandleAnswer) -> Bool {
        let prices = candle.prices
        let upper = max(prices.openUSD, prices.closeUSD) * (1 + Self.farthestExtreme)
        let lower = min(prices.openUSD, prices.closeUSD) * (1 - Self.farthestExtreme)
        guard prices.highUSD <= upper, prices.lowUSD >= lower, isEntered(candle) || isSeen(candle, of: answer) else { return false }
        // Where the next day leads nowhere either, it is that one which is odd.
        guard let step = answer.step(after: candle.day), step > Self.tolerance else { return true }
        return answer.step(after: candle.day + 1).map { $0 > Self.tolerance } ?? false
    }

    /// How smoothly a candle that fits lies between the days beside it: the less the better.
    func roughness(_ candle: MarketCandle, of answer: CandleAnswer) -> Double {
        let entry = before.map { abs(candle.prices.openUSD / $0.closeUSD - 1) } ?? 0
        return entry + (answer.step(after: candle.day) ?? 0) + candle.prices.highUSD / candle.prices.lowUSD - 1
    }

    /// A day whose close was seen is believed of an answer that leads to it, too: what is stored before may be what is wrong.
    private func isSeen(_ candle: MarketCandle, of answer: CandleAnswer) -> Bool {
        guard candle.day == seenDay, let step = answer.step(after: candle.day - 1) else { return false }
        return step <= Self.tolerance
    }

    private func isEntered(_ candle: MarketCandle) -> Bool {
        guard let before else { return true }
        // Over days of which nothing is known the price may have gone as far as one source is believed for each.
        let days = Double(max(1, candle.day - before.day))
        let share = days == 1 ? Self.tolerance : days * MarketMetric.priceUSD.believedAlone
        return MarketConsensus.isWithin(share, of: before.closeUSD, candle.prices.openUSD)
    }
}
