import PluginKit

/// What somebody does to a plan. Pure.
enum PlanChange: Sendable, Equatable {
    case approve
    case cancel
    /// Not at its time but now.
    case start
    /// Switch the miners on again; in an emergency without ramps and least times off.
    case recover(isEmergency: Bool)

    /// The step that does it. Throws `.conflict` where the plan's state has no place for it.
    func step(_ plan: PlanRecord, by member: String?, at now: Timestamp) throws(PluginError) -> PlanStep {
        var step = PlanStep()
        switch self {
        case .approve:
            try move(&step, plan, .approve, member, .approved)
            step.change.approvedBy = member ?? ""
            step.change.approvedAt = now
            if plan.startsAt == nil { step.change.startsAt = now }
            if let endsAt = plan.endsAt, endsAt <= now {
                throw PluginError(
                    .conflict, "starts_at: its time is over since \(endsAt.rfc3339). Give it another one before it is approved.")
            }
        case .cancel:
            guard !plan.state.isRunning else {
                throw PluginError(.conflict, "The plan is \(plan.state.rawValue): its miners are off or on their way. Recover it instead.")
            }
            try move(&step, plan, .cancel, member, .cancelled)
            step.change.endedAt = now
            step.change.isEndedByMember = member != nil
        case .start:
            guard plan.state == .approved else { throw PlanChange.refused("start", plan, "approved") }
            step.change.startsAt = now
            step.notes = [
                PlanNote(kind: .state, from: plan.state.rawValue, to: plan.state.rawValue, member: member, message: .startsNow)
            ]
        case .recover(let isEmergency):
            if plan.state == .recovering, isEmergency, !plan.isEmergency {
                step.notes = [
                    PlanNote(
                        kind: .state, from: plan.state.rawValue, to: plan.state.rawValue, member: member,
                        message: .allOnAtOnce)
                ]
            } else {
                try move(&step, plan, .recover, member, isEmergency ? .recoveredAtOnce : .recoveredEarly)
                step.change.recoveringAt = now
                step.change.isEndedByMember = member != nil
            }
            if isEmergency { step.change.isEmergency = true }
        }
        return step
    }

    private func move(
        _ step: inout PlanStep, _ plan: PlanRecord, _ event: PlanEvent, _ member: String?, _ why: PlanMessage
    ) throws(PluginError) {
        guard let next = plan.state.after(event) else {
            let wanted = PlanState.allCases.filter { $0.after(event) != nil }.map(\.rawValue).joined(separator: " or ")
            throw PlanChange.refused(event.rawValue, plan, wanted)
        }
        step.change.state = next
        step.change.message = why
        step.notes = [PlanNote(kind: .state, from: plan.state.rawValue, to: next.rawValue, member: member, message: why)]
    }

    private static func refused(_ what: String, _ plan: PlanRecord, _ wanted: String) -> PluginError {
        PluginError(.conflict, "A plan that is \(plan.state.rawValue) cannot be changed by \(what): expected one that is \(wanted).")
    }
}
