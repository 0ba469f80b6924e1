import PluginKit

/// `/api/v1/hosting/uptime` and its page: how much of a time miners could be reached, and hashed.
struct UptimeRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("uptime", uptime)
        Route("uptime_page", page)
        Route("site_history_page", history)
    }

    @Sendable private func uptime(_ request: Request) async throws -> Response {
        let query = try UptimeQuery(request, now: context.clock.now)
        let rows = try await context.database.batch([query.call])[0].rows
        let total = try await context.database.total(of: rows, query.page, query.call)
        return try .json(capacity: 300 * (rows.count + 1)) { json in
            try json.object { json in
                try json.array("items") { json in
                    for row in rows {
                        try json.object { json in
                            json.field(query.group.rawValue + (query.group == .client ? "" : "_id"), try row.cell("id"))
                            json.field("name", try row.cell("name"))
                            json.field("miners", try row.cell("miners"))
                            try UptimeFigures(row: row).write(to: &json)
                        }
                    }
                }
                query.page.write(total: total, to: &json)
                json.field("from", query.span.from)
                json.field("to", query.span.to)
                json.field("by", query.group.rawValue)
            }
        }
    }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let now = context.clock.now
        let query = try UptimeQuery(request, now: now, defaultFrom: UptimePage.defaultFrom)
        let rows = try await context.database.batch([query.call])[0].rows
        let total = try await context.database.total(of: rows, query.page, query.call)
        if let end = query.page.redirect(request, total: total) { return end }
        let page = UptimePage(
            query: query, rows: rows, from: request.text("from") ?? "", to: request.text("to") ?? "",
            isProvider: request.tenantKind == .provider, now: now)
        return try .page("uptime", title: "uptime.title") { try page.write(to: &$0) }
    }

    /// A site over time; its points come from the fleet's history.
    @Sendable private func history(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard let site = try await context.database.query("site_name", .integer(id)).first else {
            throw PluginError(.notFound, "There is no such site.")
        }
        return try .page("site_history", title: "site_history.title") { json in
            json.field("id", String(id))
            json.field("name", try site.cell("name"))
        }
    }
}
