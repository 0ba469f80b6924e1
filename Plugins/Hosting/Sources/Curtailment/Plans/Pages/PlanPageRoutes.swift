import PluginKit

/// The pages of curtailment: the plans with the form of a new one, and one plan.
struct PlanPageRoutes: Sendable {
    let context: PluginContext

    private var service: PlanService { PlanService(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("curtailment_page") { try await list($0, PlanForm()) }
        Route("curtailment_form", submit)
        Route("plan_page", plan)
        Route("plan_form", change)
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
        let outcomes = try await context.database.batch(calls + [Database.Call("sites_own")])
        var data = PlansPage(
            rows: outcomes[0].rows, total: try outcomes[1].rows.one()["total"], page: page, sites: outcomes[2].rows, isProvider: isProvider,
            mayChange: request.role >= .admin, form: form, language: request.language)
        (data.fault, data.preview) = (fault, preview)
        return try .page("curtailment", title: "curtailment.title", status: fault == nil ? 200 : 422) { try data.write(to: &$0) }
    }

    @Sendable private func submit(_ request: Request) async throws -> Response {
        let form = PlanForm(PostedForm(request).texts)
        let draft: PlanDraft
        do {
            draft = try PlanDraft(try form.json(), now: context.clock.now)
        } catch {
            return try await list(request, form, fault: error)
        }
        guard form.text("action") == "create" else { return try await preview(request, form, draft) }
        return .redirect(to: "/hosting/curtailment/\(try await service.create(draft, request))")
    }

    private func preview(_ request: Request, _ form: PlanForm, _ draft: PlanDraft) async throws -> Response {
        let miners = try await PlanStore(context: context).fleet(of: draft.preview.siteId).map(\.miner)
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
            let rows = try await context.database.query("reductions_of_plan", .integer(id))
            guard !rows.isEmpty else { throw PlanStore.notFound }
            return try .page("plan_share", title: "plan.title") { try PlanPageRoutes.write(rows, id: id, to: &$0) }
        }
        let page = PlanPage(report: try await service.report(id), mayChange: request.role >= .admin)
        return try .page("plan", title: "plan.title") { try page.write(to: &$0) }
    }

    private static func write(_ rows: Rows, id: Int64, to json: inout JSONWriter) throws {
        json.field("id", String(id))
        try json.array("miners") { json in
            for row in rows {
                try json.object { json in
                    json.field("miner_id", try row.text("miner_id"))
                    json.field("serial_number", try row.text("serial_number"))
                    json.field("baseline", DisplayNumber.text(try row["baseline_watts"], 0))
                    PlanWords.write(energy: "energy", try row["curtailed_kwh"], to: &json)
                    json.field("lost", DisplayNumber.text(try row["lost_th_hours"], 1))
                    DisplayTime.write("from", try row["from_at"], to: &json)
                    if let until = try row.timestamp("until_at") { DisplayTime.write("until", until, to: &json) }
                }
            }
        }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let action = PostedForm(request)["action"] ?? ""
        let changes: [String: PlanChange] = [
            "approve": .approve, "cancel": .cancel, "start": .start, "recover": .recover(isEmergency: false),
            "emergency": .recover(isEmergency: true),
        ]
        if action == "delete" {
            try await service.delete(id, request)
            return .redirect(to: "/hosting/curtailment")
        }
        guard let change = changes[action] else { throw PluginError(.invalidArgument, "action: expected one of the page's buttons.") }
        try await service.change(id, change, by: request.member)
        return .redirect(to: "/hosting/curtailment/\(id)")
    }
}
