import PluginKit

/// `/analytics/anomalies`: the findings with their reasons, filters, and taking note of one.
struct AnomalyPageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("anomalies_page", page)
        Route("anomaly_acknowledge_form", acknowledge)
    }

    /// Findings begin once a miner has two days and a bit: the usual level needs a day outside of the newest one.
    private static let hoursNeeded: Int64 = 48

    @Sendable private func acknowledge(_ request: Request) async throws -> Response {
        try await AnomalyActions(context: context).acknowledge(try request.integerParameter("id"), by: request.member)
        return .redirect(to: "/analytics/anomalies")
    }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let query = try AnomalyQuery(request, defaultState: "standing")
        let outcomes = try await context.database.batch(query.calls + [Database.Call("anomaly_look")])
        let rows = outcomes[0].rows
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = query.page.redirect(request, total: total) { return end }
        let look = try outcomes[2].rows.one()
        return try .page("anomalies", title: "anomalies.title") { json in
            json.field("is_provider", request.tenantKind == .provider)
            json.field("may_acknowledge", request.role >= .user)
            if let until = try look.timestamp("looked_until") {
                DisplayTime.write("looked", until, to: &json)
                json.field("miners", try look.integer("miners"))
            }
            json.field("is_young", try isYoung(look))
            json.field("here", query.link(page: query.page.number))
            Self.writeChoices(query, to: &json)
            try json.array("items") { json in for row in rows { try json.object { try Self.write(row, to: &$0) } } }
            json.field("total", total)
            json.field("from", rows.isEmpty ? 0 : query.page.offset + 1)
            json.field("to", rows.isEmpty ? 0 : query.page.offset + Int64(rows.count))
            let last = query.page.pageCount(of: total)
            if query.page.number > 1 { json.field("previous", query.link(page: min(query.page.number - 1, last))) }
            if query.page.number < last { json.field("next_page", query.link(page: query.page.number + 1)) }
        }
    }

    private func isYoung(_ look: Row) throws -> Bool {
        guard let oldest = try look.timestamp("oldest") else { return true }
        return context.clock.now.micros(since: oldest) < Self.hoursNeeded * 3_600_000_000
    }

    private static func writeChoices(_ query: AnomalyQuery, to json: inout JSONWriter) {
        json.array("states") { json in
            for state in AnomalyQuery.states + ["all"] {
                json.object { json in
                    json.field("value", state)
                    json.field("is_chosen", state == query.state ?? "all")
                    json.field("is_\(state)", true)
                }
            }
        }
        json.array("kinds") { json in
            for kind in AnomalyKind.allCases {
                json.object { json in
                    json.field("value", kind.rawValue)
                    json.field("is_chosen", kind == query.kind)
                    json.field("kind_is_\(kind.rawValue)", true)
                }
            }
        }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        let state: String = try row["state"]
        let subject: String = try row["subject"]
        json.field("id", try row.text("id"))
        json.field("is_\(state)", true)
        json.field("is_site", subject == "site")
        json.field("is_rack", subject == "rack")
        json.field("miner_id", subject == "miner" ? try row.text("subject_id") : nil)
        let subjectId = try row.text("subject_id") ?? ""
        let name = subject == "miner" ? "serial_number" : subject
        json.field("name", try row.text(name) ?? subjectId)
        for name in ["client", "site", "model_id"] { json.field(name, try row.text(name)) }
        DisplayTime.write("since", try row["since"], to: &json)
        DisplayTime.write("until", try row["until"], to: &json)
        guard let kind = AnomalyKind(rawValue: try row["kind"]) else {
            json.field("explanation", try row.text("explanation"))
            return
        }
        json.field("kind_is_\(kind.rawValue)", true)
        let (observed, expected): (Double, Double) = (try row["observed"], try row["expected"])
        json.field("observed", AnomalyText.figure(observed, kind))
        json.field("expected", AnomalyText.figure(expected, kind))
        json.field("change", AnomalyText.changePercent(observed, expected).map { AnomalyText.signed($0, 1) })
        json.field("change_celsius", AnomalyText.signed(observed - expected, 1))
        json.field("miners", try row.integer("miners"))
        json.field("detail", try row.text("detail"))
        if let neighbours = try row.number("neighbours") {
            json.field(subject == "rack" ? "rest" : "neighbours", AnomalyText.signed(neighbours, 1))
            json.field("neighbours_rack", subject == "miner" ? try row.text("rack") : nil)
        }
        json.field("rack", try row.text("rack"))
        if let model = try row.number("model") { json.field("model", AnomalyText.figure(model, kind)) }
    }
}
