import PluginKit

/// `/api/v1/hosting/maintenance` and its page: when sites and miners are worked on.
struct MaintenanceRoutes: Sendable {
    let context: PluginContext

    private var store: MaintenanceStore { MaintenanceStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_maintenance", list)
        Route("create_maintenance", create)
        Route("end_maintenance", end)
        Route("maintenance_page") { try await page($0, nil) }
        Route("maintenance_form", createByForm)
        Route("maintenance_end_form", endByForm)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let state = try MinerQuery.choice("state", MaintenanceStore.states, request.text("state"))
        let (rows, total) = try await store.page(state, page)
        return try .json(capacity: 256 * (rows.count + 1)) { json in
            try json.object { json in
                try json.array("items") { json in
                    for row in rows {
                        try json.object { json in
                            for name in [
                                "id", "state", "site_id", "site", "miners", "from_at", "until_at", "reason", "author", "author_name",
                                "created_at",
                            ] {
                                json.field(name, try row.cell(name))
                            }
                        }
                    }
                }
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        try await store.create(try MaintenanceDraft(try request.json(), now: context.clock.now), author: request.member ?? "")
        return .empty(status: 201)
    }

    @Sendable private func end(_ request: Request) async throws -> Response {
        try await store.end(try request.integerParameter("id"), isProvider: request.tenantKind == .provider)
        return .empty()
    }

    private func page(_ request: Request, _ refused: RefusedForm?) async throws -> Response {
        let page = try PageOf(request)
        let state = try MinerQuery.choice("state", MaintenanceStore.states, request.text("state"))
        let (rows, total) = try await store.page(state, page)
        if let end = page.redirect(request, total: total) { return end }
        let sites = try await context.database.query("sites_own")
        let mayChange = request.role >= .admin
        let isProvider = request.tenantKind == .provider
        return try .page("maintenance", title: "maintenance.title", status: refused == nil ? 200 : 422) { json in
            json.field("may_change", mayChange)
            json.field("is_provider", isProvider)
            try MaintenanceFields.form.write(refused, language: request.language, to: &json) { json, text in
                try Options.write("sites", sites, chosen: text("site_id"), to: &json)
            }
            try json.array("items") { json in
                for row in rows {
                    try json.object { try MaintenanceFields.write(row, mayEnd: mayChange && (isProvider || row["is_own"]), to: &$0) }
                }
            }
            PagerFields("/hosting/maintenance", page, total: total, count: rows.count, filters: [("state", state)]).write(to: &json)
        }
    }

    @Sendable private func createByForm(_ request: Request) async throws -> Response {
        let form = PostedForm(request)
        return try await RefusedForm.answer(MaintenanceFields.form.name, form) {
            let draft = try MaintenanceDraft(try MaintenanceFields.json(form), now: context.clock.now)
            try await store.create(draft, author: request.member ?? "")
            return .redirect(to: "/hosting/maintenance")
        } again: {
            try await page(request, $0)
        }
    }

    @Sendable private func endByForm(_ request: Request) async throws -> Response {
        try await store.end(try request.integerParameter("id"), isProvider: request.tenantKind == .provider)
        return .redirect(to: "/hosting/maintenance")
    }
}
