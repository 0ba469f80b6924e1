import PluginKit

/// The gates of all providers, as the table `market_sources` keeps them between two rounds.
struct MarketGates: Sendable {
    private var gates: [MarketSource: SourceGate] = [:]
    private var touched: Set<MarketSource> = []
    /// Who gave a usable answer in this round, and when last. It counts as a success once nobody contradicts it.
    private var answeredAtSeconds: [MarketSource: Double] = [:]

    /// From the rows of `sources_now`; a row of a provider that is no longer known is passed over.
    init(_ rows: Rows, now: Timestamp) throws(PluginError) {
        self.init(now: now)
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

    /// Gates of providers of which nothing is known.
    init(now: Timestamp) {
        for source in MarketSource.allCases { gates[source] = SourceGate(source, nowSeconds: Self.seconds(now)) }
    }

    /// A provider gave an answer that can be read; whether it is true is known at the round's end.
    mutating func answered(_ source: MarketSource, nowSeconds: Double) { answeredAtSeconds[source] = nowSeconds }

    /// Ends a round: whoever was contradicted has failed, once however often, and who else answered has succeeded. Whom a failure of this
    /// round has opened stays open: another answer does not undo being told to wait.
    mutating func settle(contradictions: [ProviderFailure], beganSeconds: Double, nowSeconds: Double) {
        let contradicted = Dictionary(contradictions.map { ($0.source, $0) }) { first, _ in first }
        for (source, failure) in contradicted { self[source].failed(failure, nowSeconds: nowSeconds) }
        for (source, seconds) in answeredAtSeconds where contradicted[source] == nil && self[source].breaker.state != .open {
            self[source].succeeded(nowSeconds: seconds, roundBeganSeconds: beganSeconds)
        }
        answeredAtSeconds = [:]
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
