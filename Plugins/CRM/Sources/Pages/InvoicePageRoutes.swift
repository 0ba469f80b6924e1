import PluginKit

/// The pages of invoices: the list, and one as it is printed, with the buttons that issue it and take it back.
struct InvoicePageRoutes: Sendable {
    let context: PluginContext

    private var store: InvoiceStore { InvoiceStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("invoices_page", list)
        Route("invoice_page", invoice)
        Route("invoice_issue_form") { request in
            let id = try request.integerParameter("id")
            try await store.issue(id)
            return .redirect(to: "/crm/invoices/\(id)")
        }
        Route("invoice_credit_form") { request in
            .redirect(to: "/crm/invoices/\(try await store.credit(try request.integerParameter("id")))")
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let outcomes = try await context.database.batch(RecordQuery({ _ in nil }, PeriodInputs.kind).calls(page))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return try .page("invoices", title: "invoices.title") { json in
            try InvoiceWriter.write(outcomes[0].rows, to: &json)
            PagerWriter("/crm/invoices", page, total: total, count: outcomes[0].rows.count).write(to: &json)
        }
    }

    @Sendable private func invoice(_ request: Request) async throws -> Response {
        let row = try await store.detail(try request.integerParameter("id"))
        let document = try JSONValue(parsing: Array((try row.text("document") ?? "").utf8))
        let isInvoice = try row.text("kind") == "invoice"
        let credited = try row.text("credited_by")
        return try .page("invoice", title: "invoice.title") { json in
            try InvoiceWriter.head(row, to: &json)
            InvoiceWriter.document(document, to: &json)
            json.field("credits_id", try row.text("credits_id"))
            json.field("credits_number", try row.integer("credits_number").map(String.init))
            json.field("credited_by", credited)
            json.field("may_issue", try row.integer("number") == nil && request.role >= .admin)
            json.field("may_credit", try row.integer("number") != nil && isInvoice && credited == nil && request.role >= .admin)
        }
    }
}
