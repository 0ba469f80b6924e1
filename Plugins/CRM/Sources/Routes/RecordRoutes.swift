import PluginKit

/// `/api/v1/crm/<kinds>`: the list, one record, and changing it; the same for every kind.
struct RecordRoutes: Sendable {
    let context: PluginContext
    let kind: RecordKind
    /// Whether records are changed, or only made and removed.
    var areChanged = true

    private var store: RecordStore { RecordStore(context: context, kind: kind) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_\(kind.plural)", list)
        Route("get_\(kind.name)", get)
        Route("create_\(kind.name)", create)
        if areChanged { Route("update_\(kind.name)", update) }
        Route("delete_\(kind.name)", delete)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let query = RecordQuery(request, kind)
        guard query.faults.isEmpty else { return Response.invalid(query.faults) }
        let outcomes = try await context.database.batch(query.calls(page))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return .json(capacity: 512 * (outcomes[0].rows.count + 1)) { json in
            json.object { json in
                json.rows("items", outcomes[0].rows)
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func get(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard let row = try await context.database.query("\(kind.name)_detail", .integer(id)).first else { throw store.notFound }
        return .json { json in json.object { $0.fields(row) } }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        return try await write(try RecordDraft(json: try request.recordJSON(), of: kind, isNew: true), status: 201) { draft in
            try await store.insert(draft, author: request.member)
        }
    }

    @Sendable private func update(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        return try await write(try RecordDraft(json: try request.recordJSON(), of: kind, isNew: false), status: 200) { draft in
            try await store.update(id, draft)
        }
    }

    @Sendable private func delete(_ request: Request) async throws -> Response {
        try await store.delete(try request.integerParameter("id"))
        return .empty()
    }

    private func write(_ draft: RecordDraft, status: Int, _ body: (RecordDraft) async throws -> Row) async throws -> Response {
        guard draft.faults.isEmpty else { return Response.invalid(draft.faults) }
        do {
            let row = try await body(draft)
            return .json(status: status) { json in json.object { $0.fields(row) } }
        } catch let fault as FieldFault {
            return Response.invalid([fault])
        }
    }
}
