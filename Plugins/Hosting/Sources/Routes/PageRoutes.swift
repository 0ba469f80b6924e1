import PluginKit

/// The pages: dashboard, miners, one miner, and the parts of them that renew themselves.
struct PageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("dashboard_page") { try await dashboard($0, template: "dashboard") }
        Route("fleet_part") { try await dashboard($0, template: "fleet") }
        Route("miners_page", miners)
        Route("miner_page") { try await miner($0, try $0.integerParameter("id"), template: "miner") }
        Route("miner_part") { try await miner($0, try $0.integerParameter("id"), template: "miner_part") }
    }

    private func dashboard(_ request: Request, template: String) async throws -> Response {
        let outcomes = try await context.database.batch(
            Database.Call("fleet_summary"), Database.Call("sites_page", .integer(50), .integer(0)))
        let summary = try FleetSummary(outcomes[0].rows)
        let sites = outcomes[1].rows
        return try .page(template, title: "dashboard.title") { json in
            try FleetPage(summary: summary, sites: sites).write(to: &json)
            json.field("is_provider", request.tenantKind == .provider)
            json.field("may_change", request.role >= .admin)
        }
    }

    @Sendable private func miners(_ request: Request) async throws -> Response {
        let query = try MinerQuery(request)
        let calls =
            query.calls + [
                Database.Call("sites_names"), Database.Call("clients"),
                Database.Call("models_page", .integer(200), .integer(0)),
            ]
        let outcomes = try await context.database.batch(calls)
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = query.page.redirect(request, total: total) { return end }
        let page = MinersPage(
            query: query, isProvider: request.tenantKind == .provider, mayChange: request.role >= .admin, language: request.language,
            rows: outcomes[0].rows, total: total, sites: outcomes[2].rows, clients: outcomes[3].rows,
            models: outcomes[4].rows)
        return try .page("miners", title: "miners.title") { try page.write(to: &$0) }
    }

    /// - Parameter refused: The form of the page that was not taken, to be shown again.
    func miner(_ request: Request, _ id: Int64, template: String, refused: RefusedForm? = nil) async throws -> Response {
        let isWhole = template == "miner"
        let outcomes = try await context.database.batch(
            [
                Database.Call("miner_detail", .integer(id)), Database.Call("miner_reply", .integer(id)),
                Database.Call("reply_watch", .integer(id)),
            ] + (isWhole ? RecordFields.calls(of: id) : []))
        guard let row = outcomes[0].rows.first else { throw MinerStore.notFound }
        let page = MinerPage(
            row: row, reply: outcomes[1].rows.first, isProvider: request.tenantKind == .provider, language: request.language)
        return try .page(template, title: "miner.title", status: refused == nil ? 200 : 422) { json in
            try page.write(to: &json)
            json.field("may_change", request.role >= .admin)
            if isWhole { try RecordFields.write(row, outcomes.dropFirst(3), request, refused, to: &json) }
        }
    }
}
