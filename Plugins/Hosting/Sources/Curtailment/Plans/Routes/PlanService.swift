import PluginKit

/// What the interface and the pages do to plans.
struct PlanService: Sendable {
    let context: PluginContext

    private var store: PlanStore { PlanStore(context: context) }

    /// Makes a plan that waits for approval and gives its id. Throws `.denied` for a client, `.notFound` for a site that is not the
    /// provider's or a market in which it has none.
    func create(_ draft: PlanDraft, _ request: Request) async throws -> Int64 {
        guard request.tenantKind == .provider else { throw PluginError(.denied, "Curtailment plans belong to providers.") }
        try await PowerMarkets(context: context).check(draft.preview.scope)
        let values: [Value] =
            [
                .text(draft.name), Value(draft.preview.siteId), .text(draft.type.rawValue), .text(PlanState.pending.rawValue),
                Value(draft.targetWatts.map(Double.init)),
            ] + draft.values + [.null, .null, .text(request.member ?? ""), .null, note(.made, to: .pending, request, .made)]
        let outcomes = try await context.database.batch([Database.Call("plan_insert", parameters: values)])
        guard let text = try outcomes[0].rows.first?.text("id"), let id = Int64(text) else { throw PlanService.noSite(draft) }
        tell(id)
        return id
    }

    /// Changes a plan that waits for approval. Throws `.notFound`, and `.conflict` where it is no longer as it was read.
    func update(_ id: Int64, _ draft: PlanDraft, _ request: Request) async throws {
        if let site = draft.preview.siteId, try await context.database.query("site_name", .integer(site)).isEmpty {
            throw PlanService.noSite(draft)
        }
        let kept = FleetScope.market(ofTerms: try PlanForm.terms(of: try await pending(id)))
        try await PowerMarkets(context: context).check(draft.preview.scope, kept: kept)
        let values: [Value] =
            [
                .integer(id), Value(draft.revision), .text(draft.name), Value(draft.preview.siteId), .text(draft.type.rawValue),
                Value(draft.targetWatts.map(Double.init)),
            ] + draft.values + [note(.changed, from: .pending, to: .pending, request, .changed)]
        let outcomes = try await context.database.batch([Database.Call("plan_update", parameters: values)])
        if outcomes[0].rows.isEmpty { throw try await refusal(id) }
        tell(id)
    }

    /// Deletes a plan that waits for approval; its history stays. Throws as `update` does.
    func delete(_ id: Int64, _ request: Request) async throws {
        let note = note(.deleted, from: .pending, to: nil, request, .deleted)
        if try await context.database.query("plan_delete", .integer(id), note).isEmpty { throw try await refusal(id) }
        tell(id)
    }

    /// Whoever has the plan or the list open sees what changed.
    private func tell(_ id: Int64) { try? context.events.publish("curtailment") { json in json.field("plan_id", String(id)) } }

    private func note(_ kind: PlanNote.Kind, from: PlanState? = nil, to: PlanState?, _ request: Request, _ message: PlanMessage) -> Value {
        [PlanNote(kind: kind, from: from?.rawValue ?? "", to: to?.rawValue ?? "", member: request.member, message: message)]
            .value(at: context.clock.now)
    }

    /// Does what somebody wants to a plan. Throws `.notFound`, and `.conflict` where its state, or somebody else, was faster.
    ///
    /// - Parameter revision: Of the plan as it was read, where that matters: who approves means what was seen.
    func change(_ id: Int64, _ change: PlanChange, by member: String?, revision: Int64? = nil) async throws {
        guard let row = try await context.database.query("plan_detail", .integer(id)).first else { throw PlanStore.notFound }
        let plan = try PlanRecord(row: row)
        let now = context.clock.now
        let step = try change.step(plan, by: member, at: now)
        if let revision, revision != plan.revision { throw PlanService.changed(to: plan.revision) }
        guard try await store.write(step, for: plan, at: now) else {
            throw PluginError(.conflict, "Somebody else changed the plan at the same moment. Read it again.")
        }
    }

    /// All about a plan. Throws `.notFound`.
    func report(_ id: Int64) async throws -> PlanReport {
        let outcomes = try await context.database.batch(
            Database.Call("plan_detail", .integer(id)), Database.Call("plan_events", .integer(id)),
            Database.Call("plan_samples", .integer(id)), Database.Call("plan_events_total", .integer(id)))
        guard let row = outcomes[0].rows.first else { throw PlanStore.notFound }
        return PlanReport(
            row: row, events: outcomes[1].rows, eventsTotal: try outcomes[3].rows.one()["total"], samples: outcomes[2].rows,
            miners: try await store.miners(of: id), now: context.clock.now)
    }

    /// Why a plan could not be changed or deleted.
    private func refusal(_ id: Int64) async throws -> PluginError {
        guard let row = try await context.database.query("plan_detail", .integer(id)).first else { return PlanStore.notFound }
        let (state, revision) = (try row["state"] as String, try row["revision"] as Int64)
        guard state == PlanState.pending.rawValue else {
            return PluginError(.conflict, "The plan is \(state): only a pending one is changed or deleted.")
        }
        return PlanService.changed(to: revision)
    }

    /// The plan with its terms, while it may be changed. Throws `.notFound`, and `.conflict` that names its state.
    func pending(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.query("plan_detail", .integer(id)).first else { throw PlanStore.notFound }
        guard try row["state"] as String == PlanState.pending.rawValue else { throw try await refusal(id) }
        return row
    }

    private static func changed(to revision: Int64) -> PluginError {
        PluginError(.conflict, "revision: the plan was changed meanwhile and is at \(revision). Read it again.")
    }

    private static func noSite(_ draft: PlanDraft) -> PluginError {
        PluginError(.notFound, "site: you have no site \(draft.preview.siteId ?? 0).")
    }
}
