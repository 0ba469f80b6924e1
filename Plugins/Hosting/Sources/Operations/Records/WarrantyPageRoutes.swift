import PluginKit

/// The page of all warranty records, and their table at `/api/v1/hosting/export/warranties`.
struct WarrantyPageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("warranties_page", list)
        Route("export_warranties", export)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let (page, query) = (try PageOf(request), try WarrantyQuery(request))
        let call = RecordStore.warranties(query, page)
        let rows = try await context.database.batch(call)[0].rows
        let total = try await context.database.total(of: rows, page, call)
        if let end = page.redirect(request, total: total) { return end }
        return try .page("warranties", title: "warranties.title") { json in
            json.field("search", query.search ?? "")
            json.field("days", query.expiresWithinDays.map(String.init) ?? "")
            json.field("most_days", WarrantyQuery.mostDays)
            json.field("is_provider", request.tenantKind == .provider)
            json.field("export", query.link("/api/v1/hosting/export/warranties"))
            json.array("states") { json in
                for word in WarrantyDraft.states {
                    json.object { json in
                        json.field("value", word)
                        json.field("is_chosen", word == query.state)
                        RecordFields.write(claim: word, to: &json)
                    }
                }
            }
            try json.array("items") { json in
                for row in rows {
                    try json.object { json in
                        try RecordFields.write(warranty: row, to: &json)
                        for name in ["miner_id", "serial_number", "client_name"] { json.field(name, try row.cell(name)) }
                    }
                }
            }
            PagerFields("/hosting/warranties", page, total: total, count: rows.count, filters: query.items).write(to: &json)
        }
    }

    @Sendable private func export(_ request: Request) async throws -> Response {
        .attachment(csv: try await WarrantyExport.run(try WarrantyQuery(request), context), "warranties.csv")
    }
}
