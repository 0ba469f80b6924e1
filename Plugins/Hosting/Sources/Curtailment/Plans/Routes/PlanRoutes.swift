import PluginKit

/// `/api/v1/hosting/curtailment/plans`: plans are made, approved, started, recovered and reported on.
///
/// They are a provider's. A client is told what they were for its own miners.
struct PlanRoutes: Sendable {
    let context: PluginContext

    private var store: PlanStore { PlanStore(context: context) }
    private var service: PlanService { PlanService(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_plans", list)
        Route("create_plan", create)
        Route("get_plan") { try await answer(try $0.integerParameter("id"), $0) }
        Route("update_plan", update)
        Route("delete_plan") { request in
            try await service.delete(try request.integerParameter("id"), request)
            return .empty()
        }
        Route("approve_plan") { request in
            let fields = try PlanRoutes.fields(request, of: "approval", known: ["revision"])
            return try await change(request, .approve, revision: try fields.integer("revision", 1...Int64.max))
        }
        Route("cancel_plan") { try await change($0, .cancel) }
        Route("start_plan") { try await change($0, .start) }
        Route("recover_plan") { request in
            let fields = try PlanRoutes.fields(request, of: "recovery", known: ["emergency"])
            return try await change(request, .recover(isEmergency: try fields.boolean("emergency") ?? false))
        }
        Route("plan_samples", samples)
        Route("plan_report", report)
        Route("plan_events", events)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let isProvider = request.tenantKind == .provider
        let state = try PlanRoutes.state(request)
        let calls =
            isProvider
            ? [
                Database.Call("plans_page", Value(state), .integer(page.size), .integer(page.offset)),
                Database.Call("plans_total", Value(state)),
            ]
            : [Database.Call("reductions_page", .integer(page.size), .integer(page.offset)), Database.Call("reductions_total")]
        let outcomes = try await context.database.batch(calls)
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return try .json(capacity: 512 * (outcomes[0].rows.count + 1)) { json in
            try json.object { json in
                try json.array("items") { json in
                    for row in outcomes[0].rows {
                        try json.object { json in
                            if isProvider { try PlanWriter.write(row, to: &json) } else { try PlanWriter.write(share: row, to: &json) }
                        }
                    }
                }
                page.write(total: total, to: &json)
            }
        }
    }

    private static func state(_ request: Request) throws(PluginError) -> String? {
        guard let text = request.text("state"), !text.isEmpty else { return nil }
        guard PlanState(rawValue: text) != nil else {
            let known = PlanState.allCases.map(\.rawValue).joined(separator: ", ")
            throw PluginError(.invalidArgument, "state: expected one of \(known), found \"\(text.prefix(40))\".")
        }
        return text
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let body = try request.json()
        let draft: PlanDraft
        do {
            draft = try PlanDraft(body, now: context.clock.now)
        } catch {
            return .problem(422, code: "invalid_field", detail: error.message)
        }
        return try await answer(try await service.create(draft, request), request, status: 201)
    }

    @Sendable private func update(_ request: Request) async throws -> Response {
        let (id, body) = (try request.integerParameter("id"), try request.json())
        let draft: PlanDraft
        do {
            draft = try PlanDraft(body, now: context.clock.now)
        } catch {
            return .problem(422, code: "invalid_field", detail: error.message)
        }
        guard draft.revision != nil else {
            return .problem(422, code: "invalid_field", detail: "revision: missing; expected that of the plan as you read it.")
        }
        try await service.update(id, draft, request)
        return try await answer(id, request)
    }

    /// The fields of a body that may be left out.
    private static func fields(_ request: Request, of subject: String, known: Set<String>) throws -> BodyFields {
        try BodyFields(request.body.isEmpty ? .object(JSONObject()) : try request.json(), of: subject, known: known)
    }

    private func change(_ request: Request, _ change: PlanChange, revision: Int64? = nil) async throws -> Response {
        let id = try request.integerParameter("id")
        try await service.change(id, change, by: request.member, revision: revision)
        return try await answer(id, request)
    }

    /// One plan with its miners; of a client, its own miners' part.
    private func answer(_ id: Int64, _ request: Request, status: Int = 200) async throws -> Response {
        guard request.tenantKind == .provider else { return try await share(id) }
        guard let row = try await context.database.query("plan_detail", .integer(id)).first else { throw PlanStore.notFound }
        let miners = try await store.miners(of: id)
        let terms = try row.json("terms")
        return try .json(status: status, capacity: 2_048 + 256 * miners.count) { json in
            try json.object { json in
                try PlanWriter.write(row, to: &json)
                json.field("terms", terms)
                let counts = Dictionary(grouping: miners, by: \.state).mapValues(\.count)
                json.object("miners_by_state") { json in
                    for state in SwitchState.allCases { if let count = counts[state] { json.field(state.rawValue, count) } }
                }
            }
        }
    }

    /// Target and delivery over time, as the points of a chart.
    @Sendable private func samples(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let outcomes = try await context.database.batch(
            Database.Call("plan_detail", .integer(id)), Database.Call("plan_samples", .integer(id)))
        guard !outcomes[0].rows.isEmpty else { throw PlanStore.notFound }
        return .json(capacity: 128 * (outcomes[1].rows.count + 1)) { json in json.object { $0.rows("items", outcomes[1].rows) } }
    }

    /// The history, which outlives the plan.
    @Sendable private func events(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let outcomes = try await context.database.batch(
            Database.Call("plan_events", .integer(id)), Database.Call("plan_events_total", .integer(id)))
        let rows = outcomes[0].rows
        guard !rows.isEmpty else { throw PlanStore.notFound }
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return .json(capacity: 256 * rows.count) { json in
            json.object { json in
                json.rows("items", rows)
                json.field("total", total)
            }
        }
    }

    private func share(_ id: Int64) async throws -> Response {
        let share = try await PlanShare(of: id, in: context)
        return try .json(capacity: 256 * share.pages.reduce(0) { $0 + $1.count }) { json in
            try json.object { try share.write(id: id, to: &$0) }
        }
    }

    @Sendable private func report(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let isTable = request.text("format") == "csv"
        guard request.tenantKind == .provider else {
            guard isTable else { return try await share(id) }
            return .attachment(csv: try await PlanShare(of: id, in: context).table(), "curtailment-\(id).csv")
        }
        let report = try await service.report(id)
        if isTable { return .attachment(csv: report.table, "curtailment-\(id).csv") }
        return try .json(capacity: 8_192 + 256 * report.miners.count) { json in try json.object { try report.write(to: &$0) } }
    }
}
