import PluginKit

/// `/api/v1/hosting/sites` and `/models`: where miners stand and what they are.
struct SiteRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("list_sites", sites)
        Route("create_site", create)
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
        guard request.tenantKind == .provider else { throw PluginError(.denied, "Sites belong to providers.") }
        let body = try request.json()
        guard let name = body["name"]?.string, (1...200).contains(name.count), !name.contains("\0") else {
            throw PluginError(.invalidArgument, "name: expected a text of 1 to 200 characters.")
        }
        let location = body["location"]?.string ?? ""
        guard location.count <= 200, !location.contains("\0") else {
            throw PluginError(.invalidArgument, "location: expected a text of at most 200 characters.")
        }
        let capacity = body["capacity_mw"]?.number ?? 0
        guard (0...100_000).contains(capacity) else {
            throw PluginError(.invalidArgument, "capacity_mw: expected megawatts from 0 to 100,000.")
        }
        let rows = try await context.database.query("site_insert", .text(name), .text(location), .number(capacity))
        let id: String = try rows.one()["id"]
        return .json(status: 201) { json in
            json.object { json in
                json.field("id", id)
                json.field("name", name)
                json.field("location", location)
                json.field("capacity_mw", capacity)
            }
        }
    }
}
