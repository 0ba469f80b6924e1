import PluginKit

/// `/api/v1/hosting/miners`: the list, one miner, and changing them.
struct MinerRoutes: Sendable {
    let context: PluginContext

    private static let mostAtOnce = 1_000

    private var store: MinerStore { MinerStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_miners", list)
        Route("get_miner", get)
        Route("create_miners", create)
        Route("update_miner", update)
        Route("delete_miner", delete)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let query = try MinerQuery(request)
        let outcomes = try await context.database.batch(query.calls)
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return .json(capacity: 512 * (outcomes[0].rows.count + 1)) { json in
            json.object { json in
                json.rows("items", outcomes[0].rows)
                query.page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func get(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard let row = try await context.database.query("miner_detail", .integer(id)).first else { throw MinerStore.notFound }
        return .json(capacity: 4_096) { json in json.object { $0.fields(row) } }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let body = try request.json()
        let given = body["items"]?.array ?? [body]
        guard !given.isEmpty, given.count <= MinerRoutes.mostAtOnce else {
            throw PluginError(.invalidArgument, "items: expected 1 to \(MinerRoutes.mostAtOnce) miners, found \(given.count).")
        }
        var drafts: [MinerDraft] = []
        for json in given {
            let draft = try MinerDraft(json)
            try draft.requireComplete()
            drafts.append(draft)
        }
        let rows = try await store.insert(drafts, request)
        let single = body["items"] == nil ? rows.first : nil
        return .json(status: 201, capacity: 128 * rows.count) { json in
            json.object { json in
                if let single { json.fields(single) } else { json.rows("items", rows) }
                json.field("created", rows.count)
            }
        }
    }

    @Sendable private func update(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let row = try await store.update(id, to: try MinerDraft(try request.json()), request)
        return .json(capacity: 4_096) { json in json.object { $0.fields(row) } }
    }

    @Sendable private func delete(_ request: Request) async throws -> Response {
        try await store.delete(try request.integerParameter("id"))
        return .empty()
    }
}
