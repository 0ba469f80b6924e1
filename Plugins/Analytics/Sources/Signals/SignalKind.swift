/// The rules that signals come from. The raw values are words of the API.
enum SignalKind: String, CaseIterable, Sendable {
    /// RSI(14) below 30 buys, above 70 sells.
    case relativeStrength = "rsi"
    /// MACD(12, 26, 9) crossing its signal line upwards buys, downwards sells, for three bars.
    case macdCrossover = "macd_crossover"
    /// A close above the upper Bollinger band (20, 2) buys, below the lower one sells.
    case bollingerBreakout = "bollinger_breakout"
}
