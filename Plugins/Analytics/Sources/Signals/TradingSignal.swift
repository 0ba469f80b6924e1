/// What one rule says at one bar, and why.
struct TradingSignal: Equatable, Sendable {
    let kind: SignalKind
    let direction: SignalDirection
    /// 0 to 1; 0 where the rule says nothing.
    let strength: Double
    /// The figure that was looked at: the RSI, MACD less its signal in dollars, the close in dollars.
    let value: Double
    /// What it was compared with: 30 or 70, 0, the band in dollars.
    let threshold: Double

    /// The reason in words.
    var reason: String {
        switch (kind, direction) {
        case (.relativeStrength, .buy): "RSI(14) is \(text(value)), below \(text(threshold)): oversold."
        case (.relativeStrength, .sell): "RSI(14) is \(text(value)), above \(text(threshold)): overbought."
        case (.relativeStrength, .hold): "RSI(14) is \(text(value)), between 30 and 70."
        case (.macdCrossover, .buy): "MACD has crossed its signal line upwards and is \(text(value)) above it."
        case (.macdCrossover, .sell): "MACD has crossed its signal line downwards and is \(text(-value)) below it."
        case (.macdCrossover, .hold): "MACD has not crossed its signal line in the last bars."
        case (.bollingerBreakout, .buy): "The close of \(text(value)) is above the upper Bollinger band of \(text(threshold))."
        case (.bollingerBreakout, .sell): "The close of \(text(value)) is below the lower Bollinger band of \(text(threshold))."
        case (.bollingerBreakout, .hold): "The close of \(text(value)) is within the Bollinger bands."
        }
    }

    private func text(_ number: Double) -> String { DisplayNumber.text(number, 2) }
}
