import PluginKit

/// `/api/v1/hosting/miners/{id}/telemetry`: what one miner told over time.
struct TelemetryRoutes: Sendable {
    let context: PluginContext

    static let columns = ["hashrate_ths", "power_watts", "estimated_watts", "temperature_celsius", "board_temperature_celsius", "fan_rpm"]

    @ListBuilder<Route> var routes: [Route] {
        Route("miner_telemetry", telemetry)
    }

    @Sendable private func telemetry(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let span = try TimeSpan(request, now: context.clock.now)
        let statement =
            switch span.source {
            case .raw: "telemetry_raw"
            case .fiveMinutes: "telemetry_5m"
            case .hour: "telemetry_1h"
            case .day: "telemetry_1d"
            }
        let outcomes = try await context.database.batch(
            Database.Call("miner_exists", .integer(id)),
            Database.Call(statement, .integer(id), .timestamp(span.from), .timestamp(span.to)))
        guard !outcomes[0].rows.isEmpty else { throw MinerStore.notFound }
        let rows = outcomes[1].rows
        return try .json(capacity: 160 * (max(rows.count, span.buckets.count) + 1)) { json in
            try json.object { json in
                json.field("miner_id", String(id))
                try PointWriter.write(rows, span: span, columns: TelemetryRoutes.columns, to: &json)
                try SpanEnergy(rows, span: span).write(to: &json)
            }
        }
    }
}
