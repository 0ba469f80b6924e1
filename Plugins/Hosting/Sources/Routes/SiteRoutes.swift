import PluginKit

/// `/api/v1/hosting/sites` and `/models`: where miners stand and what they are.
struct SiteRoutes: Sendable {
    let context: PluginContext

    private var store: SiteStore { SiteStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_sites", sites)
        Route("create_site", create)
        Route("update_site", update)
        Route("delete_site", delete)
        Route("list_models", models)
    }

    @Sendable private func sites(_ request: Request) async throws -> Response {
        try await list("sites_page", "sites_total", try PageOf(request))
    }

    @Sendable private func models(_ request: Request) async throws -> Response {
        try await list("models_page", "models_total", try PageOf(request))
    }

    private func list(_ statement: String, _ count: String, _ page: PageOf) async throws -> Response {
        let outcomes = try await context.database.batch(
            Database.Call(statement, .integer(page.size), .integer(page.offset)), Database.Call(count))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return .json(capacity: 256 * (outcomes[0].rows.count + 1)) { json in
            json.object { json in
                json.rows("items", outcomes[0].rows)
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let draft = try SiteDraft(try request.json())
        let row = try await store.insert(draft, request)
        return try .json(status: 201) { json in
            try json.object { json in
                json.field("id", try row.cell("id"))
                json.field("name", draft.name)
                json.field("location", draft.location)
                json.field("capacity_mw", draft.capacityMegawatts)
                json.field("market", try row.cell("market"))
            }
        }
    }

    @Sendable private func update(_ request: Request) async throws -> Response {
        let row = try await store.update(try request.integerParameter("id"), to: try SiteDraft(try request.json()), request)
        return .json { json in json.object { $0.fields(row) } }
    }

    @Sendable private func delete(_ request: Request) async throws -> Response {
        try await store.delete(try request.integerParameter("id"), request)
        return .empty()
    }
}
