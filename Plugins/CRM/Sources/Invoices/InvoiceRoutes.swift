import PluginKit

/// `/api/v1/crm/invoices`: drafts from a contract and what was metered, issuing, credit notes.
struct InvoiceRoutes: Sendable {
    let context: PluginContext

    private var store: InvoiceStore { InvoiceStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_invoices", list)
        Route("create_invoice", create)
        Route("get_invoice") { try await answer(try $0.integerParameter("id")) }
        Route("delete_invoice") { request in
            try await store.delete(try request.integerParameter("id"))
            return .empty()
        }
        Route("issue_invoice") { request in
            let id = try request.integerParameter("id")
            try await store.issue(id)
            return try await answer(id)
        }
        Route("credit_invoice") { request in
            let note = try await store.credit(try request.integerParameter("id"))
            return try await answer(Int64(note) ?? 0, status: 201)
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let (page, query) = (try PageOf(request), RecordQuery(request, PeriodInputs.kind))
        guard query.faults.isEmpty else { return Problems.invalid(query.faults) }
        let outcomes = try await context.database.batch(query.calls(page))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return .json(capacity: 512 * (outcomes[0].rows.count + 1)) { json in
            json.object { json in
                json.rows("items", outcomes[0].rows)
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        do {
            let draft = try RecordDraft(json: try request.recordJSON(), of: PeriodInputs.kind, isNew: true)
            return try await answer(Int64(try await store.draft(draft)) ?? 0, status: 201)
        } catch let error as InputFaults {
            return Problems.invalid(error.faults)
        }
    }

    private func answer(_ id: Int64, status: Int = 200) async throws -> Response {
        let row = try await store.detail(id)
        let document = try JSONValue(parsing: Array((try row.text("document") ?? "").utf8))
        return try .json(status: status, capacity: 4_096) { json in
            try json.object { json in
                for name in ["id", "kind", "status", "contract_id", "number", "issued_at", "credits_id", "credits_number", "credited_by"] {
                    json.field(name, try row.cell(name))
                }
                json.field("document", document)
            }
        }
    }
}
