import PluginKit

/// `/api/v1/crm/invoices/{id}/payments` and the form on an invoice's page.
struct PaymentRoutes: Sendable {
    let context: PluginContext

    private var store: PaymentStore { PaymentStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_payments", list)
        Route("create_payment", create)
        Route("delete_payment") { request in
            try await store.delete(try request.payment, of: try request.integerParameter("id"))
            return .empty()
        }
        Route("payment_form") { request in
            let (id, texts) = (try request.integerParameter("id"), try request.formTexts())
            do {
                _ = try await store.add(RecordDraft(texts, of: PaymentStore.kind, isNew: true), to: id, author: request.member)
            } catch let error as InputFaults {
                return try await InvoicePage(context: context, paying: PaymentForm(texts: texts, faults: error.faults)).response(request)
            }
            return .redirect(to: "/crm/invoices/\(id)")
        }
        Route("payment_delete_form") { request in
            let id = try request.integerParameter("id")
            try await store.delete(try request.payment, of: id)
            return .redirect(to: "/crm/invoices/\(id)")
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let (state, rows) = (try await store.state(of: id), try await store.all(of: id))
        return .json { json in
            json.object { json in
                json.rows("items", rows)
                json.fields(state)
            }
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        do {
            let payment = try await store.add(
                RecordDraft(json: try request.recordJSON(), of: PaymentStore.kind, isNew: true), to: id,
                author: request.member)
            let state = try await store.state(of: id)
            return .json(status: 201) { json in
                json.object { json in
                    json.field("id", payment)
                    json.fields(state)
                }
            }
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }
}

extension Request {
    fileprivate var payment: Int64 {
        get throws(PluginError) { try integerParameter("payment") }
    }
}
