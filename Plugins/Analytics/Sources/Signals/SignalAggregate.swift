import PluginKit

/// What all rules together say at one bar, with what each of them says.
struct SignalAggregate: Equatable, Sendable {
    /// From here on the rules together say to buy, below its negative to sell.
    static let decisiveScore = 0.15

    /// One signal a rule, in the order of the rules.
    let signals: [TradingSignal]

    /// The aggregate at a bar; nil where any rule has too few bars before it.
    init?(_ scan: SignalScan, at bar: Int) {
        let signals = SignalKind.allCases.compactMap { scan.signal($0, at: bar) }
        guard signals.count == SignalKind.allCases.count else { return nil }
        self.signals = signals
    }

    /// The mean of directions times strengths: -1 to 1.
    var score: Double {
        signals.reduce(0) { $0 + Double($1.direction.rawValue) * $1.strength } / Double(signals.count)
    }

    /// What to do.
    var direction: SignalDirection {
        score >= Self.decisiveScore ? .buy : score <= -Self.decisiveScore ? .sell : .hold
    }

    /// The reasons of those rules that say anything, the strongest first; those of all where none does.
    var reasons: [String] {
        let speaking = signals.filter { $0.direction != .hold }.sorted { $0.strength > $1.strength }
        return (speaking.isEmpty ? signals : speaking).map(\.reason)
    }

    /// Writes what each rule says, as the API has it and as it is stored.
    func writeRules(to json: inout JSONWriter) {
        json.array("rules") { json in
            for signal in signals {
                json.object { json in
                    json.field("rule", signal.kind.rawValue)
                    json.field("direction", signal.direction.word)
                    json.field("strength", signal.strength)
                    json.field("value", signal.value)
                    json.field("threshold", signal.threshold)
                    json.field("reason", signal.reason)
                }
            }
        }
    }
}
