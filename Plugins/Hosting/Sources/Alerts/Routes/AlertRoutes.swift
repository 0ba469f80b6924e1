import PluginKit

/// `/api/v1/hosting/alerts` and `/alert-rules`: what is the matter, who is told, and whether they were.
struct AlertRoutes: Sendable {
    let context: PluginContext

    private var rules: AlertRuleStore { AlertRuleStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_alerts", list)
        Route("acknowledge_alert", acknowledge)
        Route("acknowledge_alerts", acknowledgeAll)
        Route("list_alert_deliveries", deliveries)
        Route("list_alert_rules", listRules)
        Route("create_alert_rule", createRule)
        Route("get_alert_rule") { request in try await rule(try request.integerParameter("id")) }
        Route("update_alert_rule", updateRule)
        Route("delete_alert_rule", deleteRule)
    }

    // MARK: Alerts

    @Sendable private func list(_ request: Request) async throws -> Response {
        let query = try AlertQuery(request)
        let outcomes = try await context.database.batch(query.calls)
        let total: Int64 = try outcomes[1].rows.one()[query.isPast ? "past" : "open"]
        return .json(capacity: 400 * (outcomes[0].rows.count + 1)) { json in
            json.object { json in
                json.rows("items", outcomes[0].rows)
                query.page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func acknowledge(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard try await context.database.execute("alert_acknowledge", .integer(id), Value(request.member)) == 1 else {
            throw PluginError(.notFound, "There is no such open alert.")
        }
        return .empty()
    }

    @Sendable private func acknowledgeAll(_ request: Request) async throws -> Response {
        let count = try await context.database.execute("alerts_acknowledge", Value(request.member))
        return .json { json in json.object { $0.field("acknowledged", count) } }
    }

    @Sendable private func deliveries(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let outcomes = try await context.database.batch(
            Database.Call("alert_deliveries_page", .integer(page.size), .integer(page.offset)), Database.Call("alert_deliveries_total"))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return .json(capacity: 300 * (outcomes[0].rows.count + 1)) { json in
            json.object { json in
                json.rows("items", outcomes[0].rows)
                page.write(total: total, to: &json)
            }
        }
    }

    // MARK: Rules

    @Sendable private func listRules(_ request: Request) async throws -> Response {
        let all = try await rules.all()
        return .json(capacity: 500 * (all.count + 1)) { json in
            json.object { json in
                json.array("items") { json in
                    for rule in all { json.object { rule.write(to: &$0) } }
                }
                PageOf(number: 1, size: AlertRuleStore.mostRules).write(total: Int64(all.count), to: &json)
            }
        }
    }

    private func rule(_ id: Int64, status: Int = 200) async throws -> Response {
        let rule = try await rules.one(id)
        return .json(status: status) { json in json.object { rule.write(to: &$0) } }
    }

    @Sendable private func createRule(_ request: Request) async throws -> Response {
        let id = try await rules.insert(try AlertRuleDraft(try request.json(), language: request.language))
        return try await rule(id, status: 201)
    }

    /// What the body does not name stays as it is.
    @Sendable private func updateRule(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let stored = try await rules.one(id)
        try await rules.update(id, try AlertRuleDraft(try stored.changed(by: try request.json()), language: stored.language))
        return try await rule(id)
    }

    @Sendable private func deleteRule(_ request: Request) async throws -> Response {
        try await rules.delete(try request.integerParameter("id"))
        return .empty()
    }
}
