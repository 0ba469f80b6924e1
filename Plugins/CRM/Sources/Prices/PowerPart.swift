/// The energy of the days on which one price held: a line of an invoice.
struct PowerPart: Sendable, Equatable {
    let price: PowerPrice
    /// In whole Wh.
    let kWh: Decimal

    /// The energy of a period's days under the prices that cover them, each part rounded once.
    ///
    /// - Parameter dayKWh: From the first price's first day on.
    static func all(_ prices: [PowerPrice], dayKWh: [Decimal]) -> [PowerPart] {
        guard let start = prices.first?.from.number else { return [] }
        return prices.map { price in
            let days = dayKWh.dropFirst(price.from.number - start).prefix(price.to.number - price.from.number + 1)
            return PowerPart(price: price, kWh: days.reduce(.zero, +).rounded(decimals: Metering.kWhDecimals))
        }
    }
}
