import PluginKit

/// The pages of curtailment rules: their list with the form of a new one, and one rule.
struct RulePageRoutes: Sendable {
    let context: PluginContext

    private var store: RuleStore { RuleStore(context: context) }
    private var excludedMiners: ExcludedMiners { ExcludedMiners(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("rules_page") { try await list($0, RuleForm(), nil) }
        Route("rule_create_form", create)
        Route("rule_page") { request in
            let row = try await store.one(try request.integerParameter("id"))
            let rule = try RuleRecord(page: row)
            let exclude = try await excludedMiners.text(of: PlanForm.excluded(byTerms: rule.terms))
            return try await page(request, row, RuleForm(rule, exclude: exclude), nil)
        }
        Route("rule_change_form", change)
    }

    private func list(_ request: Request, _ form: RuleForm, _ refusal: PluginError?) async throws -> Response {
        let page = try PageOf(request)
        let outcomes = try await context.database.batch(
            Database.Call("rules_page", .integer(page.size), .integer(page.offset)), Database.Call("rules_total"),
            Database.Call("sites_own"), Database.Call("markets"))
        let (rows, now) = (outcomes[0].rows, context.clock.now)
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = page.redirect(request, total: total) { return end }
        let markets = outcomes[3].rows
        var days: [[WeeklyWindow.Hours]] = []
        for row in rows { days.append(await self.days(of: row, now)) }
        return try .page("rules", title: "rules.title", status: refusal == nil ? 200 : 422) { json in
            json.field("may_change", request.role >= .admin)
            json.field("has_rules", !rows.isEmpty)
            try json.array("rules") { json in
                for (row, days) in zip(rows, days) {
                    try json.object { try RuleWriter.write(row, days: days, hasMarkets: !markets.isEmpty, now: now, to: &$0) }
                }
            }
            PagerFields("/hosting/curtailment/rules", page, total: total, count: rows.count).write(to: &json)
            try form.write(refusal, sites: outcomes[2].rows, markets: markets, language: request.language, to: &json)
        }
    }

    private func page(_ request: Request, _ row: Row, _ form: RuleForm, _ refusal: PluginError?) async throws -> Response {
        let outcomes = try await context.database.batch(Database.Call("sites_own"), Database.Call("markets"))
        let markets = outcomes[1].rows
        let now = context.clock.now
        let days = await days(of: row, now)
        return try .page("rule", title: "rules.one", status: refusal == nil ? 200 : 422) { json in
            json.field("may_change", request.role >= .admin)
            try RuleWriter.write(row, days: days, hasMarkets: !markets.isEmpty, now: now, to: &json)
            try form.write(refusal, sites: outcomes[0].rows, markets: markets, language: request.language, to: &json)
        }
    }

    private func draft(_ form: RuleForm) async throws -> RuleDraft {
        let ids = try await excludedMiners.ids(of: form.plan.text("exclude"))
        return try RuleDraft(try form.excluding(ids).json())
    }

    /// The hours of a rule that has some. A zone that this database does not know any more leaves the page without them: the rule is shown,
    /// and its log says why it does nothing.
    private func days(of row: Row, _ now: Timestamp) async -> [WeeklyWindow.Hours] {
        guard let rule = try? RuleRecord(page: row), case .weekly(let window) = rule.conditions else { return [] }
        return (try? await WeeklyClock(context: context).days(of: window, around: now)) ?? []
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let form = RuleForm(PostedForm(request))
        do {
            _ = try await store.insert(try await draft(form), author: request.member ?? "")
            return .redirect(to: "/hosting/curtailment/rules")
        } catch let error as PluginError where error.field != nil || error.code == .conflict {
            return try await list(request, form, error)
        }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let posted = PostedForm(request)
        switch posted["action"] {
        case "enable", "disable": _ = try await store.enable(id, posted["action"] == "enable", by: request.member)
        case "delete": try await store.delete(id, by: request.member)
        default:
            let row = try await store.one(id)
            let form = RuleForm(posted, changing: try RuleRecord(page: row).terms)
            do {
                _ = try await store.update(id, to: try await draft(form))
            } catch let error as PluginError where error.field != nil {
                return try await page(request, row, form, error)
            }
        }
        return .redirect(to: "/hosting/curtailment/rules")
    }
}
