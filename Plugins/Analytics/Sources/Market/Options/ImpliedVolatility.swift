import Glibc
import PluginKit

/// How much a price is expected to move, as the prices of options say. Pure.
enum ImpliedVolatility {
    /// The span that is told: that of the forecast.
    static let days = 30.0

    /// Percent a year, for the next 30 days: of the options whose strike lies nearest to the price, between the two days of expiry about
    /// then by their variance, which adds up over time. Nil without an option that ends in one day to a year.
    static func atTheMoney(_ options: [OptionQuote], at now: Timestamp) -> Double? {
        let terms = Dictionary(grouping: options, by: \.expiresAt).compactMap { expiresAt, options -> (days: Double, percent: Double)? in
            let days = Double(expiresAt.micros(since: now)) / 86_400_000_000
            guard (1...366).contains(days), let nearest = options.min(by: { distance($0) < distance($1) }) else { return nil }
            let atStrike = options.filter { $0.strikeUSD == nearest.strikeUSD }
            return (days, atStrike.reduce(0) { $0 + $1.volatilityPercent } / Double(atStrike.count))
        }
        let before = terms.filter { $0.days <= days }.max { $0.days < $1.days }
        let after = terms.filter { $0.days > days }.min { $0.days < $1.days }
        guard let before, let after else { return (before ?? after)?.percent }
        func variance(_ term: (days: Double, percent: Double)) -> Double { term.percent * term.percent * term.days }
        let share = (days - before.days) / (after.days - before.days)
        return ((variance(before) + share * (variance(after) - variance(before))) / days).squareRoot()
    }

    /// By how many percent a price moves in so many days, one standard deviation, at so much a year.
    static func movePercent(_ percentAYear: Double, days: Double) -> Double { percentAYear * (days / 365).squareRoot() }

    private static func distance(_ option: OptionQuote) -> Double { abs(log(option.strikeUSD / option.underlyingUSD)) }
}
