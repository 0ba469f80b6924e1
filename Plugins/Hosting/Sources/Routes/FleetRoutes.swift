import PluginKit

/// `/api/v1/hosting/summary`: the fleet now and over time.
struct FleetRoutes: Sendable {
    let context: PluginContext

    static let columns = ["hashrate_ths", "power_watts", "estimated_watts", "miners_ok", "miners_total"]

    @ListBuilder<Route> var routes: [Route] {
        Route("fleet_summary", summary)
        Route("fleet_history", history)
        Route("fleet_states", states)
    }

    @Sendable private func summary(_ request: Request) async throws -> Response {
        let summary = try FleetSummary(try await context.database.query("fleet_summary"))
        return .json { json in json.object { summary.write(to: &$0) } }
    }

    /// The states as the items of a chart.
    @Sendable private func states(_ request: Request) async throws -> Response {
        let summary = try FleetSummary(try await context.database.query("fleet_summary"))
        return .json { json in
            json.object { json in
                json.array("items") { json in
                    for state in MinerQuery.states where summary.count(state) > 0 {
                        json.object { json in
                            json.field("label", StateWords.word(state, language: request.language))
                            json.field("state", state)
                            json.field("value", summary.count(state))
                        }
                    }
                }
            }
        }
    }

    @Sendable private func history(_ request: Request) async throws -> Response {
        let span = try FleetRoutes.bucketed(try TimeSpan(request, now: context.clock.now), now: context.clock.now)
        let statement =
            switch span.source {
            case .raw, .fiveMinutes: "fleet_5m"
            case .hour: "fleet_1h"
            case .day: "fleet_1d"
            }
        let site = try request.integer("site", in: 1...Int64.max)
        let bounds: [Value] = [.timestamp(span.from), .timestamp(span.to)]
        let ofSite = site.map { Database.Call("site_" + statement, parameters: bounds + [.integer($0)]) }
        let call = ofSite ?? Database.Call(statement, parameters: bounds)
        let rows = try await context.database.batch([call])[0].rows
        return try .json(capacity: 128 * (span.buckets.count + 1)) { json in
            try json.object { json in
                try PointWriter.write(rows, span: span, columns: FleetRoutes.columns, to: &json)
                try SpanEnergy(rows, span: span).write(to: &json)
            }
        }
    }

    /// Rounds of several tenants do not fall on one second, so a fleet has buckets of five minutes at least.
    private static func bucketed(_ span: TimeSpan, now: Timestamp) throws(PluginError) -> TimeSpan {
        guard span.source == .raw else { return span }
        return try TimeSpan(from: span.from.rfc3339, to: span.to.rfc3339, step: "5m", now: now)
    }
}
