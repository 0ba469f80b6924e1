import PluginKit

/// `/api/v1/analytics/anomalies…`: what is odd about the fleet, with figures and reasons.
struct AnomalyRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("list_anomalies", list)
        Route("get_anomaly", one)
        Route("acknowledge_anomaly", acknowledge)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let query = try AnomalyQuery(request)
        let outcomes = try await context.database.batch(query.calls + [Database.Call("anomaly_look")])
        let total: Int64 = try outcomes[1].rows.one()["total"]
        let look = try outcomes[2].rows.one()
        return try .json(capacity: 512 + 700 * outcomes[0].rows.count) { json in
            try json.object { json in
                try json.array("items") { json in for row in outcomes[0].rows { try json.object { try Self.write(row, to: &$0) } } }
                query.page.write(total: total, to: &json)
                json.field("looked_until", try look.timestamp("looked_until"))
                json.field("miners_looked_at", try look.integer("miners"))
            }
        }
    }

    @Sendable private func one(_ request: Request) async throws -> Response {
        let row = try await AnomalyActions(context: context).read(try request.integerParameter("id"))
        return try .json { json in try json.object { try Self.write(row, to: &$0) } }
    }

    @Sendable private func acknowledge(_ request: Request) async throws -> Response {
        let actions = AnomalyActions(context: context)
        let id = try request.integerParameter("id")
        try await actions.acknowledge(id, by: request.member)
        let row = try await actions.read(id)
        return try .json { json in try json.object { try Self.write(row, to: &$0) } }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        let kind = AnomalyKind(rawValue: try row["kind"])
        json.field("id", try row.text("id"))
        json.field("subject", try row.text("subject"))
        let isMiner = try row.text("subject") == "miner"
        json.field(isMiner ? "miner_id" : "site_id", try row.text(isMiner ? "subject_id" : "site_id"))
        for name in ["serial_number", "model_id", "client", "site", "rack"] { json.field(name, try row.text(name)) }
        for name in ["kind", "state"] { json.field(name, try row.text(name)) }
        for name in ["since", "found_at", "until"] { json.field(name, try row.timestamp(name)) }
        for name in ["score", "observed", "expected"] { json.field(name, try row.number(name)) }
        json.field("change_percent", AnomalyText.changePercent(try row["observed"], try row["expected"]))
        json.field("unit", kind?.unit ?? "")
        json.field("neighbours_change", try row.number("neighbours"))
        json.field("model_median", try row.number("model"))
        json.field("miners", try row.integer("miners"))
        json.field("detail", try row.text("detail"))
        json.field("explanation", try row.text("explanation"))
        json.field("acknowledged_at", try row.timestamp("acknowledged_at"))
        json.field("acknowledged_by", try row.text("acknowledged_by"))
    }
}
