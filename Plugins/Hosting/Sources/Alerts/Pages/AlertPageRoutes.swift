import PluginKit

/// The pages of alerts: what is open and past, the rules with a form, one rule.
struct AlertPageRoutes: Sendable {
    let context: PluginContext

    private var rules: AlertRuleStore { AlertRuleStore(context: context) }

    private static let deliveriesShown: Int64 = 20
    private static let formBytes = 65_536

    @ListBuilder<Route> var routes: [Route] {
        Route("alerts_page", alerts)
        Route("alerts_acknowledge_form", acknowledge)
        Route("alert_rules_page") { request in try await list(request, nil, fault: nil, status: 200) }
        Route("alert_rule_form", create)
        Route("alert_rule_page") { request in
            let rule = try await rules.one(try request.integerParameter("id"))
            return try await page(request, rule, AlertRuleForm(rule), fault: nil, status: 200)
        }
        Route("alert_rule_change_form", change)
        Route("alert_rule_delete_form", delete)
    }

    // MARK: Alerts

    @Sendable private func alerts(_ request: Request) async throws -> Response {
        let query = try AlertQuery(request)
        let outcomes = try await context.database.batch(query.calls)
        let totals = try outcomes[1].rows.one()
        if let end = query.page.redirect(request, total: try totals[query.isPast ? "past" : "open"]) { return end }
        let page = AlertsPage(
            query: query, rows: outcomes[0].rows, totals: totals, isProvider: request.tenantKind == .provider,
            canAct: request.role >= .user)
        return try .page("alerts", title: "alerts.title") { try page.write(to: &$0) }
    }

    @Sendable private func acknowledge(_ request: Request) async throws -> Response {
        let form = try fields(request)
        if let id = form["id"].flatMap({ Int64($0) }) {
            try await context.database.execute("alert_acknowledge", .integer(id), Value(request.member))
        } else {
            try await context.database.execute("alerts_acknowledge", Value(request.member))
        }
        return .redirect(to: "/hosting/alerts")
    }

    // MARK: Rules

    private func list(_ request: Request, _ form: AlertRuleForm?, fault: PluginError?, status: Int) async throws -> Response {
        let all = try await rules.all()
        let outcomes = try await context.database.batch(
            AlertPageRoutes.choices + [Database.Call("alert_deliveries_page", .integer(AlertPageRoutes.deliveriesShown), .integer(0))])
        return try .page("alert_rules", title: "alert_rules.title", status: status) { json in
            json.field("can_change", request.role >= .admin)
            json.field("fault", fault?.message)
            json.field("has_rules", !all.isEmpty)
            json.array("rules") { json in
                for rule in all { json.object { AlertRuleWriter.write(rule, to: &$0) } }
            }
            try (form ?? AlertRuleForm(language: request.language)).write(sites: outcomes[0].rows, models: outcomes[1].rows, to: &json)
            json.field("has_deliveries", !outcomes[2].rows.isEmpty)
            try json.array("deliveries") { json in
                for row in outcomes[2].rows { try json.object { try AlertRuleWriter.write(delivery: row, to: &$0) } }
            }
        }
    }

    private func page(
        _ request: Request, _ rule: AlertRuleView, _ form: AlertRuleForm, fault: PluginError?, status: Int
    ) async throws -> Response {
        let outcomes = try await context.database.batch(AlertPageRoutes.choices)
        return try .page("alert_rule", title: "alert_rule.title", status: status) { json in
            json.field("can_change", request.role >= .admin)
            json.field("fault", fault?.message)
            AlertRuleWriter.write(rule, to: &json)
            try form.write(sites: outcomes[0].rows, models: outcomes[1].rows, to: &json)
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let form = AlertRuleForm(try fields(request))
        do {
            let id = try await rules.insert(try AlertRuleDraft(try form.json(), language: request.language))
            return .redirect(to: "/hosting/alerts/rules/\(id)")
        } catch let error as PluginError where error.isFault {
            return try await list(request, form, fault: error, status: 422)
        }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let rule = try await rules.one(try request.integerParameter("id"))
        let form = AlertRuleForm(try fields(request))
        do {
            try await rules.update(rule.id, try AlertRuleDraft(try form.json(), language: rule.language))
            return .redirect(to: "/hosting/alerts/rules")
        } catch let error as PluginError where error.isFault {
            return try await page(request, rule, form, fault: error, status: 422)
        }
    }

    @Sendable private func delete(_ request: Request) async throws -> Response {
        try await rules.delete(try request.integerParameter("id"))
        return .redirect(to: "/hosting/alerts/rules")
    }

    /// What a rule may be narrowed to.
    private static let choices = [
        Database.Call("sites_page", .integer(200), .integer(0)), Database.Call("models_page", .integer(200), .integer(0)),
    ]

    private func fields(_ request: Request) throws(PluginError) -> [String: String] {
        let items = QueryString.items(try request.body(atMost: AlertPageRoutes.formBytes))
        return Dictionary(items.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension PluginError {
    /// Whether what was sent is wrong, so that the form can show it again.
    fileprivate var isFault: Bool { code == .invalidArgument || code == .conflict }
}
