import PluginKit

/// Ends plans before their time, for a rule that does not want them any more.
struct PlanEnding: Sendable {
    let store: any PlanKeeping
    let now: @Sendable () -> Timestamp

    /// Somebody who changes the plan meanwhile makes the step be thought out anew, so often at most.
    private static let tries = 5

    /// Cancels a plan that waits, switches the miners of one that runs on again; one that is over or on its way back is left.
    ///
    /// - Parameters:
    ///   - member: Who did it; nil for the schedule.
    ///   - why: It stands in the plan's history.
    func end(_ id: Int64, by member: String?, _ why: PlanMessage) async throws {
        for _ in 0..<PlanEnding.tries {
            guard let (plan, _) = try await store.load(id) else { return }
            let change: PlanChange = plan.state == .approved ? .cancel : .recover(isEmergency: false)
            guard plan.state.after(plan.state == .approved ? .cancel : .recover) != nil else { return }
            let moment = now()
            var step = try change.step(plan, by: member, at: moment)
            step.change.message = why
            step.notes[0].message = why
            // The rule is what was ended: switched on again, it begins anew.
            step.change.isEndedByMember = nil
            if try await store.write(step, for: plan, at: moment) { return }
        }
    }

    /// Ends several, each as `end` does; one that cannot be ended holds up none of the others. Gives those, with why.
    func end(_ ids: [Int64], by member: String?, _ why: PlanMessage) async throws -> [(id: Int64, error: any Error)] {
        var failed: [(id: Int64, error: any Error)] = []
        for id in ids {
            do {
                try await end(id, by: member, why)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failed.append((id, error))
            }
        }
        return failed
    }
}
