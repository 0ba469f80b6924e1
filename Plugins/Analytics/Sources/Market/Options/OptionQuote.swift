import PluginKit

/// An option as its exchange values it.
struct OptionQuote: Equatable, Sendable {
    let instrument: String
    let expiresAt: Timestamp
    let strikeUSD: Double
    /// The price of what it is an option on, for the same day.
    let underlyingUSD: Double
    /// How much the price moves in a year as the option's own price says, in percent.
    let volatilityPercent: Double

    private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

    /// Of a name as `BTC-25SEP26-70000-C`; nil for another kind of name. Options end at 08:00 UTC.
    init?(instrument: String, underlyingUSD: Double, volatilityPercent: Double) {
        let parts = instrument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, ["C", "P"].contains(parts[3]), let strike = Double(parts[2]), strike > 0, strike.isFinite,
            (6...7).contains(parts[1].utf8.count), let year = Int(parts[1].suffix(2)), let day = Int(parts[1].dropLast(5)),
            let month = Self.months.firstIndex(of: String(parts[1].dropLast(2).suffix(3)))
        else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard year >= 0, day > 0, let expiresAt = Timestamp(rfc3339: "20\(two(year))-\(two(month + 1))-\(two(day))T08:00:00Z") else {
            return nil
        }
        (self.instrument, self.expiresAt, strikeUSD) = (instrument, expiresAt, strike)
        (self.underlyingUSD, self.volatilityPercent) = (underlyingUSD, volatilityPercent)
    }
}
