/// What a kWh cost the provider from one day to another.
struct PowerPrice: Sendable, Equatable {
    let from: CalendarDay
    let to: CalendarDay
    let pricePerKWh: Decimal
    /// Where the price is from, such as the number of a bill; empty where nobody said.
    let source: String
}
