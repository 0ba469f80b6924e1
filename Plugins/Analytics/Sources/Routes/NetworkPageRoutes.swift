import PluginKit

/// `/analytics/network`: price and network, each with its source and age, and how the providers do.
struct NetworkPageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("network_page") { try await page($0, template: "network") }
        Route("network_part") { try await page($0, template: "network_now") }
    }

    private func page(_ request: Request, template: String) async throws -> Response {
        let outcomes = try await context.database.batch(Database.Call("market_now"), Database.Call("sources_now"))
        let now = context.clock.now
        let values = try MarketValue.all(outcomes[0].rows)
        let gates = try MarketGates(outcomes[1].rows, now: now)
        return .page(template, title: "network.title") { json in
            json.field("has_values", !values.isEmpty)
            json.array("values") { json in
                for metric in MarketMetric.allCases { if let value = values[metric] { Self.write(value, now: now, to: &json) } }
            }
            json.array("sources") { json in
                for source in MarketSource.allCases { json.object { json in Self.write(gates[source], to: &json) } }
            }
        }
    }

    private static func write(_ value: MarketValue, now: Timestamp, to json: inout JSONWriter) {
        json.object { json in
            let shown = DisplayNumber.metric(value.metric, value.value)
            json.field("is_\(value.metric.rawValue)", true)
            json.field("metric", value.metric.rawValue)
            json.field("value", shown.value)
            json.field("unit", shown.unit)
            json.field("source", MarketSource(rawValue: value.source)?.title ?? value.source)
            json.field("recorded_at", value.recordedAt)
            json.field("recorded_text", DisplayTime.text(value.recordedAt))
            json.field("agreeing", value.agreeing)
            json.field("is_alone", value.agreeing < 2 && value.metric.wantedSources > 1)
            json.field("is_stale", Staleness.isStale(value.metric, recordedAt: value.recordedAt, now: now))
            if !value.outliers.isEmpty {
                json.field("doubted", value.outliers.map { MarketSource(rawValue: $0)?.title ?? $0 }.joined(separator: ", "))
            }
        }
    }

    private static func write(_ gate: SourceGate, to json: inout JSONWriter) {
        json.field("source", gate.source.rawValue)
        json.field("name", gate.source.title)
        let isResting = gate.breaker.state != .closed
        json.field("is_resting", isResting)
        json.field("is_failing", !isResting && gate.lastFailure != nil)
        json.field("is_fine", !isResting && gate.lastFailure == nil && gate.succeededAtSeconds != nil)
        json.field("is_unasked", !isResting && gate.lastFailure == nil && gate.succeededAtSeconds == nil)
        if let seconds = gate.succeededAtSeconds {
            let time = Timestamp(unixMicros: 0).adding(seconds: seconds)
            json.field("succeeded_at", time)
            json.field("succeeded_text", DisplayTime.text(time))
        }
        if let failure = gate.lastFailure { json.field("failure", failure) }
    }
}
