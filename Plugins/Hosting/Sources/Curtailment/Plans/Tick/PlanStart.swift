import PluginKit

/// Chooses the miners of a plan when its time has come, by what they show then. Pure.
enum PlanStart {
    /// The step from approved to executing, or to failed where nothing can be shed. Throws `PlannerError` as the planner does.
    static func step(_ plan: PlanRecord, _ fleet: [FleetMiner], now: Timestamp, solver: CoverSolver) throws(PlannerError) -> PlanStep {
        let choice = try PerformancePriority(solver: solver).plan(fleet.map(\.miner), plan.request)
        var step = PlanStep()
        step.change.targetWatts = choice.targetWatts
        step.change.mostWatts = choice.mostWatts
        step.change.startsAt = plan.startsAt ?? now
        step.change.skipped = skipped(choice, fleet)
        // A few that say nothing leave what is drawn well known: their last power counts.
        let isMet = choice.targetWatts == 0 && choice.unknownMiners * 2 <= fleet.count
        let isNothing = choice.switched.isEmpty && !isMet
        let event: PlanEvent = isNothing ? .fail : .start
        guard let state = plan.state.after(event) else { return PlanStep() }
        step.change.state = state
        let words = PreviewAnswer(plan: choice, miners: fleet.map(\.miner), request: plan.request, now: now).message
        let described = PlanMessage.chosen(choice, of: fleet.count, words)
        step.change.message = described
        if isNothing {
            step.change.outcome = .nothingShed
            step.change.endedAt = now
        } else {
            step.change.startedAt = now
            step.nextAt = now
            step.change.outcome = isMet ? .alreadyMet : nil
            step.miners = choice.schedule.off.flatMap { batch in
                batch.miners.map { PlanStart.miner(fleet[$0], dueAt: now.adding(seconds: Double(batch.atSeconds))) }
            }
        }
        step.notes = [PlanNote(kind: .state, from: plan.state.rawValue, to: state.rawValue, message: described)]
        return step
    }

    /// A miner of the fleet as one of the plan.
    static func miner(_ chosen: FleetMiner, dueAt: Timestamp) -> PlanMiner {
        PlanMiner(
            minerId: chosen.miner.id, ownerKey: chosen.ownerKey, serialNumber: chosen.miner.serialNumber, client: chosen.miner.client,
            baselineWatts: (chosen.miner.powerWatts ?? 0).rounded(.down), baselineTHs: chosen.miner.hashrateTHs ?? 0, dueAt: dueAt)
    }

    /// Why miners stay on, as the preview tells it.
    private static func skipped(_ choice: CurtailmentPlan, _ fleet: [FleetMiner]) -> String {
        var json = JSONWriter()
        json.array { json in
            for entry in choice.skipped {
                json.object { json in
                    json.field("reason", entry.reason.rawValue)
                    json.field("explanation", entry.reason.explanation)
                    json.field("miners", entry.miners)
                    json.field("power_watts", entry.powerWatts)
                    json.array("examples") { json in for place in entry.examples { json.value(fleet[place].miner.serialNumber) } }
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
