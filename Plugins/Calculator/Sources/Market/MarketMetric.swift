/// What is known of the market, by the names under which it is stored.
enum MarketMetric: String, Sendable, CaseIterable {
    case price = "btc_usd"
    case difficulty
    case height
    case subsidy = "subsidy_btc"
    case fees = "fees_btc_per_block"

    /// The input that it stands in for.
    var field: NumberField {
        switch self {
        case .price: .price
        case .difficulty: .difficulty
        case .height: .height
        case .subsidy: .subsidy
        case .fees: .fees
        }
    }
}
