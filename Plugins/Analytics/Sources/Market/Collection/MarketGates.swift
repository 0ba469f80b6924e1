import PluginKit

/// The gates of all providers, as the table `market_sources` keeps them between two rounds.
struct MarketGates: Sendable {
    private var gates: [MarketSource: SourceGate] = [:]
    private var touched: Set<MarketSource> = []

    /// From the rows of `sources_now`; a row of a provider that is no longer known is passed over.
    init(_ rows: Rows, now: Timestamp) throws(PluginError) {
        for source in MarketSource.allCases { gates[source] = SourceGate(source, nowSeconds: Self.seconds(now)) }
        for row in rows {
            guard let source = MarketSource(rawValue: try row["source"]) else { continue }
            let state = CircuitBreaker.State(rawValue: try row["breaker_state"]) ?? .closed
            gates[source] = SourceGate(
                source,
                breaker: CircuitBreaker(
                    state: state, failures: Int(clamping: try row.integer("failures") ?? 0),
                    openUntilSeconds: try row.timestamp("open_until").map(Self.seconds) ?? 0),
                budget: RequestBudget(
                    source.budget, tokens: try row["tokens"], filledAtSeconds: Self.seconds(try row["filled_at"])),
                succeededAtSeconds: try row.timestamp("succeeded_at").map(Self.seconds),
                failedAtSeconds: try row.timestamp("failed_at").map(Self.seconds), lastFailure: try row.text("last_failure"))
        }
    }

    /// The gate of a provider.
    subscript(source: MarketSource) -> SourceGate {
        get { gates[source] ?? SourceGate(source, nowSeconds: 0) }
        set {
            gates[source] = newValue
            touched.insert(source)
        }
    }

    /// Those that changed, as `sources_write` takes them; nil if none did.
    var changes: Value? {
        guard !touched.isEmpty else { return nil }
        return Value.json { json in
            json.array { json in
                for gate in touched.map({ self[$0] }).sorted(by: { $0.source.rawValue < $1.source.rawValue }) {
                    json.object { json in Self.write(gate, to: &json) }
                }
            }
        }
    }

    private static func write(_ gate: SourceGate, to json: inout JSONWriter) {
        json.field("source", gate.source.rawValue)
        json.field("breaker_state", gate.breaker.state.rawValue)
        json.field("failures", gate.breaker.failures)
        json.field("open_until", gate.breaker.openUntilSeconds > 0 ? time(gate.breaker.openUntilSeconds) : nil)
        json.field("tokens", gate.budget.tokens)
        json.field("filled_at", time(gate.budget.filledAtSeconds))
        json.field("succeeded_at", gate.succeededAtSeconds.map(time))
        json.field("failed_at", gate.failedAtSeconds.map(time))
        json.field("last_failure", gate.lastFailure.map { String($0.prefix(500)) })
    }

    /// Unix seconds of a time.
    static func seconds(_ time: Timestamp) -> Double { Double(time.unixMicros) / 1_000_000 }

    private static func time(_ seconds: Double) -> Timestamp { Timestamp(unixMicros: 0).adding(seconds: seconds) }
}
