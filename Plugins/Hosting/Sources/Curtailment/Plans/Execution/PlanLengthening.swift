import PluginKit

/// Lengthens plans whose rule still needs them.
struct PlanLengthening: Sendable {
    let store: any PlanKeeping
    let now: @Sendable () -> Timestamp

    /// Somebody who changes the plan meanwhile makes the step be thought out anew, so often at most.
    private static let tries = 5
    /// Less would have to be lengthened at every look.
    private static let leastSeconds: Int64 = 600

    /// Lets a plan that holds miners off hold them so many seconds from now; one that is over, on its way back or lasts longer is left.
    ///
    /// - Parameter why: By the new end; it stands in the plan's history.
    func lengthen(_ id: Int64, seconds: Int64, _ why: (Timestamp) -> PlanMessage) async throws {
        let least = Double(max(seconds, PlanLengthening.leastSeconds))
        try await lengthen(id, why) { $0.adding(seconds: least) }
    }

    /// The same until a moment.
    func lengthen(_ id: Int64, until end: Timestamp, _ why: (Timestamp) -> PlanMessage) async throws {
        try await lengthen(id, why) { _ in end }
    }

    /// - Parameter end: The new end, by the moment.
    private func lengthen(_ id: Int64, _ why: (Timestamp) -> PlanMessage, end: (Timestamp) -> Timestamp) async throws {
        for _ in 0..<PlanLengthening.tries {
            guard let (plan, _) = try await store.load(id) else { return }
            let moment = now()
            guard let step = PlanLengthening.step(plan, until: end(moment), why) else { return }
            if try await store.write(step, for: plan, at: moment) { return }
        }
    }

    private static func step(_ plan: PlanRecord, until endsAt: Timestamp, _ why: (Timestamp) -> PlanMessage) -> PlanStep? {
        let isHeld = plan.state == .executing || plan.state == .executed
        guard isHeld, let startsAt = plan.startsAt, let before = plan.endsAt, endsAt > before else { return nil }
        var step = PlanStep()
        let duration = min(endsAt.micros(since: startsAt) / 1_000_000, RuleConditions.longestSeconds)
        step.change.durationSeconds = duration
        // A plan is no longer than a week: its planned begin moves up behind the true one, which `started_at` keeps.
        let begin = endsAt.adding(seconds: -Double(duration))
        if begin > startsAt { step.change.startsAt = begin }
        step.notes = [
            PlanNote(kind: .changed, from: plan.state.rawValue, to: plan.state.rawValue, message: why(endsAt))
        ]
        return step
    }
}
