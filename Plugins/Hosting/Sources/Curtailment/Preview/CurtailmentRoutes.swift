import PluginKit

/// `/api/v1/hosting/curtailment`: what a reduction would mean. Nothing is switched here.
struct CurtailmentRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("preview_curtailment", preview)
    }

    @Sendable private func preview(_ request: Request) async throws -> Response {
        let body = try request.json()
        let draft: PreviewDraft
        do {
            draft = try PreviewDraft(body)
        } catch {
            return .problem(422, code: "invalid_field", detail: error.message)
        }
        if let site = draft.siteId, try await context.database.query("site_name", .integer(site)).isEmpty {
            throw PluginError(.notFound, "site: there is no site \(site).")
        }
        try await PowerMarkets(context: context).check(draft.scope)
        let miners = try await PlanStore(context: context).fleet(of: draft.scope).map(\.miner)
        let plan: CurtailmentPlan
        do {
            plan = try PerformancePriority(solver: CoverSolver(isCancelled: { Task.isCancelled })).plan(miners, draft.request)
        } catch {
            return .problem(422, code: error.code.rawValue, detail: error.message)
        }
        // Nobody waits any more, and the search ended early for that.
        if Task.isCancelled { throw PluginError(.cancelled, "The preview was given up.") }
        let answer = PreviewAnswer(plan: plan, miners: miners, request: draft.request, now: context.clock.now)
        return .json(capacity: 4_096 + 160 * plan.switched.count) { json in json.object { answer.write(to: &$0) } }
    }
}
