import PluginKit

/// All deals page by page, narrowed as the interface's list is.
struct DealList: Sendable {
    let context: PluginContext

    func response(_ request: Request) async throws -> Response {
        let (page, query) = (try PageOf(request), try RecordQuery(page: request, .deal))
        let outcomes = try await context.database.batch(query.calls(page))
        let (rows, total) = (outcomes[0].rows, try outcomes[1].rows.one()["total"] as Int64)
        if let end = page.redirect(request, total: total) { return end }
        return try .page("deals", title: "deals.title") { json in
            json.field("search", query.texts["q"] ?? "")
            json.field("of_lead", query.texts["lead_id"])
            StageWriter.write(DealStage.self, chosen: query.texts["stage"], to: &json)
            json.field("is_narrowed", query.isNarrowed)
            try DealWriter.write(rows, to: &json)
            PagerWriter("/crm/deals", page, total: total, count: rows.count, query: query.items).write(to: &json)
        }
    }
}
