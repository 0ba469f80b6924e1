/// What a signal says to do.
enum SignalDirection: Int, Sendable {
    case sell = -1
    case hold = 0
    case buy = 1

    /// The word in the API.
    var word: String {
        switch self {
        case .sell: "sell"
        case .hold: "hold"
        case .buy: "buy"
        }
    }
}
