import PluginKit

/// The pages of curtailment: the plans with the form of a new one, and one plan.
struct PlanPageRoutes: Sendable {
    let context: PluginContext

    private var service: PlanService { PlanService(context: context) }
    private var excludedMiners: ExcludedMiners { ExcludedMiners(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("curtailment_page") { try await list($0, PlanForm()) }
        Route("curtailment_form", submit)
        Route("plan_page", plan)
        Route("plan_form", change)
        Route("plan_edit_page") { request in
            try await edit(request, try await stored(try request.integerParameter("id")))
        }
        Route("plan_edit_form", save)
    }

    private func list(
        _ request: Request, _ form: PlanForm, fault: PluginError? = nil, preview: PreviewAnswer? = nil
    ) async throws -> Response {
        let page = try PageOf(request)
        let isProvider = request.tenantKind == .provider
        let calls =
            isProvider
            ? [Database.Call("plans_page", .null, .integer(page.size), .integer(page.offset)), Database.Call("plans_total", .null)]
            : [Database.Call("reductions_page", .integer(page.size), .integer(page.offset)), Database.Call("reductions_total")]
        let outcomes = try await context.database.batch(calls + [Database.Call("sites_own"), Database.Call("markets")])
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = page.redirect(request, total: total) { return end }
        var data = PlansPage(
            rows: outcomes[0].rows, total: total, page: page, sites: outcomes[2].rows,
            markets: outcomes[3].rows, isProvider: isProvider, mayChange: request.role >= .admin, form: form, language: request.language)
        (data.fault, data.preview) = (fault, preview)
        return try .page("curtailment", title: "curtailment.title", status: fault == nil ? 200 : 422) { try data.write(to: &$0) }
    }

    @Sendable private func submit(_ request: Request) async throws -> Response {
        var form = PlanForm(PostedForm(request).texts)
        let draft: PlanDraft
        do {
            form.excluded = try await excludedMiners.ids(of: form.text("exclude"))
            draft = try PlanDraft(try form.json(), now: context.clock.now)
        } catch let error as PluginError where error.code == .invalidArgument {
            return try await list(request, form, fault: error)
        }
        guard form.text("action") == "create" else { return try await preview(request, form, draft) }
        return .redirect(to: "/hosting/curtailment/\(try await service.create(draft, request))")
    }

    private func preview(_ request: Request, _ form: PlanForm, _ draft: PlanDraft) async throws -> Response {
        let miners = try await PlanStore(context: context).fleet(of: draft.preview.scope).map(\.miner)
        do {
            let plan = try PerformancePriority(solver: CoverSolver(isCancelled: { Task.isCancelled })).plan(miners, draft.preview.request)
            let answer = PreviewAnswer(plan: plan, miners: miners, request: draft.preview.request, now: context.clock.now)
            return try await list(request, form, preview: answer)
        } catch let error as PlannerError {
            return try await list(request, form, fault: PluginError(.invalidArgument, error.message))
        }
    }

    @Sendable private func plan(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard request.tenantKind == .provider else {
            let share = try await PlanShare(of: id, firstPage: true, in: context)
            return try .page("plan_share", title: "plan.title") { try share.writePage(id: id, to: &$0) }
        }
        return try await page(request, id)
    }

    private func page(_ request: Request, _ id: Int64, refusal: PluginError? = nil) async throws -> Response {
        var page = PlanPage(report: try await service.report(id), mayChange: request.role >= .admin)
        page.fault = refusal.map { FaultWords.text($0, language: request.language) }
        return try .page("plan", title: "plan.title", status: refusal == nil ? 200 : 409) { try page.write(to: &$0) }
    }

    /// The form of a plan that may be changed.
    private func stored(_ id: Int64) async throws -> PlanForm {
        let row = try await service.pending(id)
        let terms = try PlanForm.terms(of: row)
        return try PlanForm(row, terms: terms, exclude: try await excludedMiners.text(of: PlanForm.excluded(byTerms: terms)))
    }

    private func edit(_ request: Request, _ form: PlanForm, refusal: PluginError? = nil) async throws -> Response {
        let id = try request.integerParameter("id")
        let outcomes = try await context.database.batch(Database.Call("sites_own"), Database.Call("markets"))
        return try .page(
            "plan_edit", title: "plan.edit", status: refusal == nil ? 200 : refusal?.code == .conflict ? 409 : 422
        ) { json in
            json.field("id", String(id))
            json.field("revision", form.text("revision"))
            form.write(refusal, language: request.language, to: &json)
            try ScopeChoice.write(sites: outcomes[0].rows, markets: outcomes[1].rows, chosen: form.text("site"), to: &json)
        }
    }

    @Sendable private func save(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        var form = PlanForm(PostedForm(request).texts)
        do {
            form.kept = PlanForm.kept(ofTerms: try PlanForm.terms(of: try await service.pending(id)))
            form.excluded = try await excludedMiners.ids(of: form.text("exclude"))
            let draft = try PlanDraft(try form.json(), now: context.clock.now)
            guard draft.revision != nil else { throw PluginError(.invalidArgument, "revision: missing; expected that of the form.") }
            try await service.update(id, draft, request)
        } catch let error as PluginError where error.code == .conflict || error.field != nil {
            return try await edit(request, form, refusal: error)
        }
        return .redirect(to: "/hosting/curtailment/\(id)")
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let form = PostedForm(request)
        let action = form["action"] ?? ""
        let changes: [String: PlanChange] = [
            "approve": .approve, "cancel": .cancel, "start": .start, "recover": .recover(isEmergency: false),
            "emergency": .recover(isEmergency: true),
        ]
        do {
            if action == "delete" {
                try await service.delete(id, request)
                return .redirect(to: "/hosting/curtailment")
            }
            guard let change = changes[action] else { throw PluginError(.invalidArgument, "action: expected one of the page's buttons.") }
            try await service.change(
                id, change, by: request.member, revision: change == .approve ? form["revision"].flatMap { Int64($0) } : nil)
        } catch let error as PluginError where error.code == .conflict {
            // Somebody else was faster: the page tells it, and shows the plan as it is now.
            return try await page(request, id, refusal: error)
        }
        return .redirect(to: "/hosting/curtailment/\(id)")
    }
}
