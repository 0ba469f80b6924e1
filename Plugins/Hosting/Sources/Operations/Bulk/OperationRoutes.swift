import PluginKit

/// `/api/v1/hosting/operations`: what is done with many miners at once, how far it is, and taking it back.
struct OperationRoutes: Sendable {
    let context: PluginContext

    private static let known: Set<String> = ["action", "status", "site_id", "pools", "power_limit_watts", "miners", "filter"]

    private var store: OperationStore { OperationStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_operations", list)
        Route("create_operation", create)
        Route("get_operation") { try await answer(try $0.integerParameter("id"), status: 200) }
        Route("operation_miners", miners)
        Route("undo_operation", undo)
        Route("cancel_operation", cancel)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let outcomes = try await context.database.batch(
            Database.Call("operations_page", .integer(page.size), .integer(page.offset)), Database.Call("operations_total"))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return try .json(capacity: 512 * (outcomes[0].rows.count + 1)) { json in
            try json.object { json in
                try json.array("items") { json in
                    for row in outcomes[0].rows { try json.object { try OperationFields.write(row, to: &$0) } }
                }
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let body = try request.json()
        let action = try BulkAction(try BodyFields(body, of: "operation", known: OperationRoutes.known))
        let selection = try MinerSelection(body)
        return try await answer(try await store.create(action, selection, author: request.member ?? ""), status: 202)
    }

    @Sendable private func miners(_ request: Request) async throws -> Response {
        let (id, page) = (try request.integerParameter("id"), try PageOf(request))
        let outcome = try MinerQuery.choice("outcome", OperationFields.outcomes, request.text("outcome"))
        guard try await store.detail(id) != nil else { throw OperationStore.notFound }
        let call = Database.Call("operation_miners_page", .integer(id), Value(outcome), .integer(page.size), .integer(page.offset))
        let rows = try await context.database.batch(call)[0].rows
        let total = try await context.database.total(of: rows, page, call)
        return try .json(capacity: 256 * (rows.count + 1)) { json in
            try json.object { json in
                try json.array("items") { json in
                    for row in rows {
                        try json.object { json in
                            for name in ["miner_id", "serial_number", "state", "outcome", "detail", "changed_at"] {
                                json.field(name, try row.cell(name))
                            }
                            json.field("detail_code", try row.cell("code"))
                            json.field("detail_values", try row["values"] as JSONValue)
                        }
                    }
                }
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func undo(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let body = request.body.isEmpty ? JSONValue.object(JSONObject()) : try request.json()
        let password = try BodyFields(body, of: "operation", known: ["password"]).text("password", 0...100)
        return try await answer(try await store.undo(id, password: password ?? "x", author: request.member ?? ""), status: 202)
    }

    @Sendable private func cancel(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        try await store.cancel(id)
        return try await answer(id, status: 200)
    }

    private func answer(_ id: Int64, status: Int) async throws -> Response {
        guard let row = try await store.detail(id) else { throw OperationStore.notFound }
        return try .json(status: status) { json in try json.object { try OperationFields.write(row, to: &$0) } }
    }
}
