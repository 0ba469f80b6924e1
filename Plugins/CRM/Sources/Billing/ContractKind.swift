/// What a client pays for.
enum ContractKind: String, CaseIterable, Sendable {
    /// One price for each kWh metered.
    case allIn = "all_in"
    /// One price a machine and month, whatever it draws.
    case flat
    /// A fee a machine and month, and the power at what it cost.
    case basePassThrough = "base_pass_through"
    /// A share of what is mined, and power at its price, if any.
    case revenueShare = "revenue_share"

    static var words: [String] { allCases.map(\.rawValue) }
}
