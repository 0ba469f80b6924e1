import PluginKit

/// `/api/v1/hosting/curtailment`: what a reduction would mean. Nothing is switched here.
struct CurtailmentRoutes: Sendable {
    let context: PluginContext

    /// Miners of one statement: below what an answer may have.
    private static let pageSize: Int64 = 10_000

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
        let miners = try await miners(of: draft.scope)
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

    private func miners(of scope: FleetScope) async throws -> [CurtailableMiner] {
        var miners: [CurtailableMiner] = []
        while true {
            let page = scope.values(after: miners.last?.id ?? 0, most: CurtailmentRoutes.pageSize)
            let rows = try await context.database.batch([Database.Call("curtailment_miners", parameters: page)])[0].rows
            miners += try rows.decode()
            if rows.count < Int(CurtailmentRoutes.pageSize) { return miners }
        }
    }
}
