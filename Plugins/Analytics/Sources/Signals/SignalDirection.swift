/// What a signal says to do.
enum SignalDirection: Int, Sendable {
    case sell = -1
    case hold = 0
    case buy = 1

    /// Of a word of the API; nil of another.
    init?(word: String) {
        guard let direction = [SignalDirection.sell, .hold, .buy].first(where: { $0.word == word }) else { return nil }
        self = direction
    }

    /// The word in the API.
    var word: String {
        switch self {
        case .sell: "sell"
        case .hold: "hold"
        case .buy: "buy"
        }
    }
}
