/// The worth of what a client's machines mined in a period, and where it is from: the reading behind a share of the revenue. Pure.
enum MinedValue: Sendable, Equatable {
    /// What somebody typed, in the contract's currency.
    case typed(Decimal)
    /// What the hashrate would earn on each day, in US dollars.
    ///
    /// - untoldHours: Of hashing in which no hashrate was told, of all machines together.
    case metered([MinedDay], untoldHours: Decimal)

    /// The currency of the prices that are collected.
    static let meteredCurrency = "USD"

    var basis: RevenueBasis {
        switch self {
        case .typed: .typed
        case .metered: .metered
        }
    }

    /// The exact sum.
    var value: Decimal {
        switch self {
        case .typed(let value): value
        case .metered(let days, _): days.reduce(.zero) { $0 + $1.value }
        }
    }
}
