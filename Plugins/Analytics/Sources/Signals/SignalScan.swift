/// The signals of every bar of a series of closes. Each bar's signals follow from that bar and those before it alone. Pure.
struct SignalScan: Sendable {
    static let oversold = 30.0
    static let overbought = 70.0
    /// Bars for which a crossing is news, the bar of the crossing included.
    static let barsOfCrossing = 3

    /// MACD and its signal line are apart if by more than this share of the close.
    private static let leastCrossing = 1e-9

    let closes: [Double]
    let strengthIndex: [Double]
    let convergence: MovingAverageConvergence
    let bands: BollingerBands

    /// Computes the indicators once for all bars. Closes are finite and above 0.
    init(closes: [Double]) {
        self.closes = closes
        strengthIndex = RelativeStrengthIndex.values(of: closes)
        convergence = MovingAverageConvergence(closes: closes)
        bands = BollingerBands(closes: closes)
    }

    /// How many bars there are.
    var count: Int { closes.count }

    /// What a rule says at a bar; nil where there are too few bars before it.
    func signal(_ kind: SignalKind, at bar: Int) -> TradingSignal? {
        switch kind {
        case .relativeStrength: relativeStrength(bar)
        case .macdCrossover: macdCrossover(bar)
        case .bollingerBreakout: bollingerBreakout(bar)
        }
    }

    private func relativeStrength(_ bar: Int) -> TradingSignal? {
        let value = strengthIndex[bar]
        guard !value.isNaN else { return nil }
        let kind = SignalKind.relativeStrength
        // Prices that stand still give 0 by convention, which is no sign of a fall.
        if value == 0, closes[bar] == closes[max(0, bar - 14)] {
            return TradingSignal(kind: kind, direction: .hold, strength: 0, value: 50, threshold: Self.oversold)
        }
        if value < Self.oversold {
            let strength = (Self.oversold - value) / Self.oversold
            return TradingSignal(kind: kind, direction: .buy, strength: strength, value: value, threshold: Self.oversold)
        }
        if value > Self.overbought {
            let strength = (value - Self.overbought) / (100 - Self.overbought)
            return TradingSignal(kind: kind, direction: .sell, strength: strength, value: value, threshold: Self.overbought)
        }
        let nearest = value < 50 ? Self.oversold : Self.overbought
        return TradingSignal(kind: kind, direction: .hold, strength: 0, value: value, threshold: nearest)
    }

    private func macdCrossover(_ bar: Int) -> TradingSignal? {
        let histogram = convergence.histogram
        guard !histogram[bar].isNaN else { return nil }
        // Where prices stand still or move in a line, rounding alone crosses back and forth.
        let least = closes[bar] * Self.leastCrossing
        for age in 0..<Self.barsOfCrossing where bar - age >= 1 {
            let (now, before) = (histogram[bar - age], histogram[bar - age - 1])
            guard !before.isNaN else { break }
            let direction: SignalDirection = before <= least && now > least ? .buy : before >= -least && now < -least ? .sell : .hold
            guard direction != .hold else { continue }
            return TradingSignal(
                kind: .macdCrossover, direction: direction, strength: 1 - Double(age) / Double(Self.barsOfCrossing), value: histogram[bar],
                threshold: 0)
        }
        return TradingSignal(kind: .macdCrossover, direction: .hold, strength: 0, value: histogram[bar], threshold: 0)
    }

    private func bollingerBreakout(_ bar: Int) -> TradingSignal? {
        let (close, upper, lower) = (closes[bar], bands.upper[bar], bands.lower[bar])
        guard !upper.isNaN else { return nil }
        // Half a band's width beyond the band is as strong as it gets.
        func strength(_ beyond: Double) -> Double { upper > lower ? min(1, 0.5 + beyond / (upper - lower)) : 0.5 }
        let kind = SignalKind.bollingerBreakout
        if close > upper {
            return TradingSignal(kind: kind, direction: .buy, strength: strength(close - upper), value: close, threshold: upper)
        }
        if close < lower {
            return TradingSignal(kind: kind, direction: .sell, strength: strength(lower - close), value: close, threshold: lower)
        }
        return TradingSignal(
            kind: kind, direction: .hold, strength: 0, value: close, threshold: upper - close < close - lower ? upper : lower)
    }
}
