import PluginKit

/// The pages of invoices: the list, one, and the buttons that issue it and take it back.
struct InvoicePageRoutes: Sendable {
    let context: PluginContext

    private var store: InvoiceStore { InvoiceStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("invoices_page", list)
        Route("invoice_page") { try await InvoicePage(context: context).response($0) }
        Route("invoice_issue_form") { request in
            let id = try request.integerParameter("id")
            try await store.issue(id)
            return .redirect(to: "/crm/invoices/\(id)")
        }
        Route("invoice_delete_form") { request in
            try await store.delete(try request.integerParameter("id"))
            return .redirect(to: "/crm/invoices")
        }
        Route("invoice_credit_form", credit)
    }

    @Sendable private func credit(_ request: Request) async throws -> Response {
        let (id, texts) = (try request.integerParameter("id"), try request.formTexts())
        do {
            return .redirect(to: "/crm/invoices/\(try await store.credit(id, try CreditDraft(form: texts)))")
        } catch let error as InputFaults {
            let form = CreditForm(texts: texts, faults: error.faults)
            return try await InvoicePage(context: context, crediting: form).response(request)
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let view = InvoiceView(request, context)
        let (rows, total) = try await view.list(RecordQuery({ _ in nil }, PeriodInputs.kind), page)
        if let end = page.redirect(request, total: total) { return end }
        return try .page("invoices", title: "invoices.title") { json in
            json.field("is_client", view.isClient)
            json.field("may_change", request.role >= .admin)
            try InvoiceWriter.write(rows, to: &json)
            PagerWriter("/crm/invoices", page, total: total, count: rows.count).write(to: &json)
        }
    }
}
