import PluginKit

/// What one rule told, as it is stored.
struct StoredRule: Sendable {
    /// Nil of a rule that is no longer known.
    let signal: TradingSignal?
    /// In the words of then.
    let reason: String

    /// Those of a row's column `rules`.
    static func all(_ text: String) -> [StoredRule] {
        guard let list = try? JSONValue(parsing: Array(text.utf8)).array else { return [] }
        return list.map { rule in
            let kind = rule["rule"]?.string.flatMap(SignalKind.init)
            let direction = rule["direction"]?.string.flatMap(SignalDirection.init(word:))
            let figures = ["strength", "value", "threshold"].compactMap { rule[$0]?.number }
            let signal: TradingSignal? =
                if let kind, let direction, figures.count == 3 {
                    TradingSignal(kind: kind, direction: direction, strength: figures[0], value: figures[1], threshold: figures[2])
                } else {
                    nil
                }
            return StoredRule(signal: signal, reason: rule["reason"]?.string ?? "")
        }
    }
}
