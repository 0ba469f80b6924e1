import PluginKit

/// The pages of invoices: the list, one, and the buttons that issue it and take it back.
struct InvoicePageRoutes: Sendable {
    let context: PluginContext

    private var store: InvoiceStore { InvoiceStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("invoices_page") { try await InvoiceList(context: context).response($0) }
        Route("invoice_page") { try await InvoicePage(context: context).response($0) }
        Route("invoice_issue_form", issue)
        Route("invoice_delete_form") { request in
            try await store.delete(try request.integerParameter("id"))
            return .redirect(to: "/crm/invoices")
        }
        Route("invoice_credit_form", credit)
    }

    @Sendable private func issue(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        do {
            try await store.issue(id)
            return .redirect(to: "/crm/invoices/\(id)")
        } catch is InputFaults {
            // The page itself says what is wrong with such a draft.
            return try await InvoicePage(context: context, isRefused: true).response(request)
        }
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
}
