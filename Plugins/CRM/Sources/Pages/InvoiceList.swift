import PluginKit

/// All invoices that somebody may read, page by page, narrowed as the interface's list is.
struct InvoiceList: Sendable {
    let context: PluginContext

    /// How issued invoices may stand.
    static let standings = ["open", "partly_paid", "paid", "overdue", "credited"]
    /// What the list may be narrowed to; `unpaid` is whatever something is owed of, due or not.
    static let payments = ["unpaid"] + standings

    func response(_ request: Request) async throws -> Response {
        let (page, query) = (try PageOf(request), try RecordQuery(page: request, PeriodInputs.kind))
        let view = InvoiceView(request, context)
        let (rows, total) = try await view.list(query, page)
        if let end = page.redirect(request, total: total) { return end }
        return try .page("invoices", title: "invoices.title") { json in
            json.field("is_client", view.isClient)
            json.field("may_change", request.role >= .admin)
            json.field("search", query.texts["q"] ?? "")
            json.field("of_contract", query.texts["contract_id"])
            for status in ["draft", "issued"] { json.field("wants_\(status)", query.texts["status"] == status) }
            json.array("payments") { json in
                for payment in Self.payments {
                    json.object { json in
                        json.field("value", payment)
                        json.field("is_chosen", payment == query.texts["payment"])
                        for known in Self.payments { json.field("is_\(known)", known == payment) }
                    }
                }
            }
            json.field("is_narrowed", query.isNarrowed)
            try InvoiceWriter.write(rows, to: &json)
            PagerWriter("/crm/invoices", page, total: total, count: rows.count, query: query.items).write(to: &json)
        }
    }
}
