import PluginKit

/// The pages on which one miner is added, and changed or deleted.
struct MinerFormRoutes: Sendable {
    let context: PluginContext

    private var store: MinerStore { MinerStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("miner_new_page") { try await new($0, nil) }
        Route("miner_new_form", add)
        Route("miner_edit_page") { try await edit($0, nil) }
        Route("miner_edit_form", change)
    }

    private func new(_ request: Request, _ refused: RefusedForm?) async throws -> Response {
        let choices = try await context.database.batch(MinerForm.choices)
        return try .page("miner_new", title: "miners.add", status: refused == nil ? 200 : 422) { json in
            json.field("is_provider", request.tenantKind == .provider)
            var form = MinerForm.fields
            form.given = ["client": request.tenant, "port": "4028", "status": "active"]
            try MinerForm.write(form, choices, refused, request, to: &json)
        }
    }

    @Sendable private func add(_ request: Request) async throws -> Response {
        let form = PostedForm(request)
        return try await RefusedForm.answer(MinerForm.fields.name, form) {
            let id: String = try await store.insert([try MinerForm.draft(form, names: MinerForm.fields.fields)], request).one()["id"]
            return .redirect(to: "/hosting/miners/\(id)")
        } again: {
            try await new(request, $0)
        }
    }

    private func edit(_ request: Request, _ refused: RefusedForm?) async throws -> Response {
        let id = try request.integerParameter("id")
        let outcomes = try await context.database.batch([Database.Call("miner_detail", .integer(id))] + MinerForm.choices)
        guard let row = outcomes[0].rows.first else { throw MinerStore.notFound }
        return try .page("miner_edit", title: "miners.edit", status: refused == nil ? 200 : 422) { json in
            json.field("id", try row.cell("id"))
            json.field("serial", try row.cell("serial_number"))
            json.field("client_name", try row.cell("client_name"))
            json.field("is_edit", true)
            try MinerForm.write(try MinerForm.fields(of: row), Array(outcomes.dropFirst()), refused, request, to: &json)
        }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let form = PostedForm(request)
        return try await RefusedForm.answer(MinerForm.fields.name, form) {
            if form["action"] == "delete" {
                try await store.delete(id)
                return .redirect(to: "/hosting/miners")
            }
            var draft = try MinerForm.draft(form, names: MinerForm.fields.fields.filter { $0 != "client" })
            // The form has a site or none; a request of the interface that names none leaves it.
            draft.setsSite = true
            _ = try await store.update(id, to: draft, request)
            return .redirect(to: "/hosting/miners/\(id)")
        } again: {
            try await edit(request, $0)
        }
    }
}
