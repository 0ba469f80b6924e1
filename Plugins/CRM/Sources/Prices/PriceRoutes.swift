import PluginKit

/// What power cost: `/api/v1/crm/import/prices`, and the page with the list, a form and a table. A wrong price is removed and given anew.
struct PriceRoutes: Sendable {
    let context: PluginContext

    private var store: RecordStore { RecordStore(context: context, kind: .price) }

    @ListBuilder<Route> var routes: [Route] {
        RecordRoutes(context: context, kind: .price, areChanged: false).routes
        Route("import_prices", importPrices)
        Route("prices_page") { try await page($0) }
        Route("price_form", create)
        Route("prices_import_form", importForm)
        Route("price_delete_form") { request in
            try await store.delete(try request.integerParameter("id"))
            return .redirect(to: "/crm/prices")
        }
    }

    @Sendable private func importPrices(_ request: Request) async throws -> Response {
        do {
            let skips = try request.choice("on_error", of: ["refuse", "skip"]) == "skip"
            return TableRoutes.answer(
                try await PriceImport.run([UInt8](try request.body(atMost: Request.tableBytes)), skipsBadRows: skips, context))
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let texts = try request.formTexts()
        let draft = RecordDraft(texts, of: .price, isNew: true)
        guard draft.faults.isEmpty else { return try await page(request, faults: draft.faults, texts: texts) }
        do {
            _ = try await store.insert(draft, author: request.member)
            return .redirect(to: "/crm/prices")
        } catch let fault as FieldFault {
            return try await page(request, faults: [fault], texts: texts)
        }
    }

    @Sendable private func importForm(_ request: Request) async throws -> Response {
        let table = try PostedTable(request)
        let result = try await PriceImport.run(table.bytes, skipsBadRows: table.skipsBadRows, context)
        return try await page(request, sent: (table, result))
    }

    private func page(
        _ request: Request, faults: [FieldFault] = [], texts: [String: String] = [:],
        sent: (table: PostedTable, result: RecordImport)? = nil
    ) async throws -> Response {
        let page = try PageOf(request)
        let outcomes = try await context.database.batch(RecordQuery({ _ in nil }, .price).calls(page))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = page.redirect(request, total: total) { return end }
        let result = sent?.result
        let isRefused = !faults.isEmpty || (result != nil && result?.imported == nil)
        return try .page("prices", title: "prices.title", status: isRefused ? 422 : 200) { json in
            FaultWriter.write("faults", faults, to: &json)
            FaultWriter.write("row_faults", result?.table.faults ?? [], to: &json)
            json.field("fault_count", result?.table.faults.count ?? 0)
            if let imported = result?.imported { json.object("done") { $0.field("imported", imported) } }
            json.field("csv", result == nil ? Self.example : result?.imported == nil ? sent?.table.text ?? "" : "")
            json.field("skips", sent?.table.skipsBadRows ?? false)
            json.object("f") { json in
                for field in RecordKind.price.fields {
                    json.field(field.name, texts[field.name] ?? (field.name == "currency" ? "USD" : ""))
                }
            }
            json.field("may_change", request.role >= .admin)
            json.field("has_prices", !outcomes[0].rows.isEmpty)
            try json.array("prices") { json in
                for row in outcomes[0].rows {
                    try json.object { json in
                        for field in ["id"] + RecordKind.price.fields.map(\.name) {
                            json.field(field, try row.text(field).flatMap { $0.isEmpty ? nil : $0 })
                        }
                    }
                }
            }
            PagerWriter("/crm/prices", page, total: total, count: outcomes[0].rows.count).write(to: &json)
        }
    }

    private static let example = """
        starts_on;ends_on;price_per_kwh;currency;tariff;source
        2026-01-01;2026-01-31;0.0612;USD;;bill 2026-01

        """
}
