/// A day on which rules began to say buy or sell, with all that began to say the same. Pure.
struct SignalMark: Equatable, Sendable {
    let bar: Int
    let direction: SignalDirection
    let signals: [TradingSignal]

    /// The marks of the bars from `first` on, oldest first. A rule that goes on saying the same is told on the first bar only.
    static func all(_ scan: SignalScan, from first: Int) -> [SignalMark] {
        guard first >= 0, first < scan.count else { return [] }
        return (first..<scan.count).flatMap { bar -> [SignalMark] in
            let begun = SignalKind.allCases.compactMap { kind -> TradingSignal? in
                guard let signal = scan.signal(kind, at: bar), signal.direction != .hold else { return nil }
                let before = bar > 0 ? scan.signal(kind, at: bar - 1)?.direction : nil
                return before == signal.direction ? nil : signal
            }
            return [SignalDirection.buy, .sell].compactMap { direction in
                let signals = begun.filter { $0.direction == direction }
                return signals.isEmpty ? nil : SignalMark(bar: bar, direction: direction, signals: signals)
            }
        }
    }
}
