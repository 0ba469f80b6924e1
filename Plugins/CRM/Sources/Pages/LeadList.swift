import PluginKit

/// All leads page by page, narrowed as the interface's list is: what the board has no room for.
struct LeadList: Sendable {
    let context: PluginContext

    static let path = "/crm/leads"

    /// The items of an address that narrow the list; empty for all of it.
    static func query(stage: String?, search: String?) -> String {
        [("stage", stage), ("q", search)].compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "\(name)=\(QueryString.encode($0))" }
        }.joined(separator: "&")
    }

    func response(_ request: Request) async throws -> Response {
        let (page, query) = (try PageOf(request), RecordQuery(request, .lead))
        guard query.faults.isEmpty else { throw PluginError(.invalidArgument, query.faults[0].message) }
        let (stage, search) = (request.text("stage"), request.text("q"))
        let outcomes = try await context.database.batch(query.calls(page))
        let (rows, total) = (outcomes[0].rows, try outcomes[1].rows.one()["total"] as Int64)
        if let end = page.redirect(request, total: total) { return end }
        return try .page("leads", title: "board.list") { json in
            json.field("search", search ?? "")
            json.array("stages") { json in
                for known in LeadStage.allCases {
                    json.object { json in
                        StageWriter.write(known.rawValue, to: &json)
                        json.field("is_chosen", known.rawValue == stage)
                    }
                }
            }
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
            PagerWriter(Self.path, page, total: total, count: rows.count, query: Self.query(stage: stage, search: search)).write(to: &json)
        }
    }
}
