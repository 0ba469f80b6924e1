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
        let draft = try SiteDraft(try request.json())
        let id = try await insert(draft, request)
        return .json(status: 201) { json in
            json.object { json in
                json.field("id", id)
                json.field("name", draft.name)
                json.field("location", draft.location)
                json.field("capacity_mw", draft.capacityMegawatts)
            }
        }
    }

    /// Writes a new site and gives its id. Throws `.denied` for a client, `.conflict` for a name that another site has.
    func insert(_ draft: SiteDraft, _ request: Request) async throws -> String {
        guard request.tenantKind == .provider else { throw PluginError(.denied, "Sites belong to providers.") }
        do throws(PluginError) {
            return try await context.database.query(
                "site_insert", .text(draft.name), .text(draft.location), .number(draft.capacityMegawatts)
            ).one()["id"]
        } catch {
            throw error.isUniqueViolation ? draft.taken : error
        }
    }
}
