import PluginKit

/// All leads page by page, narrowed as the interface's list is: what the board has no room for.
struct LeadList: Sendable {
    let context: PluginContext

    static let path = "/crm/leads"

    func response(_ request: Request) async throws -> Response {
        let (page, query) = (try PageOf(request), try RecordQuery(page: request, .lead))
        let outcomes = try await context.database.batch(query.calls(page))
        let (rows, total) = (outcomes[0].rows, try outcomes[1].rows.one()["total"] as Int64)
        if let end = page.redirect(request, total: total) { return end }
        return try .page("leads", title: "board.list") { json in
            json.field("search", query.texts["q"] ?? "")
            StageWriter.write(LeadStage.self, chosen: query.texts["stage"], to: &json)
            json.field("has_leads", !rows.isEmpty)
            try json.array("leads") { json in
                for row in rows {
                    try json.object { json in
                        for name in ["id", "name", "company", "email", "phone"] { json.field(name, try row.text(name)) }
                        StageWriter.write(try row.text("stage") ?? "", to: &json)
                        if let time = try row.timestamp("updated_at") { DisplayTime.write("updated", time, to: &json) }
                    }
                }
            }
            PagerWriter(Self.path, page, total: total, count: rows.count, query: query.items).write(to: &json)
        }
    }
}
