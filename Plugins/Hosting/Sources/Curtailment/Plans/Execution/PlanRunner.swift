import PluginKit

/// Carries plans out: looks, stores, sends, stores what became of it, again and again while something is due.
///
/// What is to be sent is stored first, so wherever a process is lost another one goes on.
struct PlanRunner: Sendable {
    let store: any PlanKeeping
    let devices: any DeviceCommanding
    let now: @Sendable () -> Timestamp
    /// Waits so many seconds; throws when the run is cancelled.
    let sleep: @Sendable (Double) async throws -> Void
    var rules = SwitchRules()
    var solver = CoverSolver(isCancelled: { Task.isCancelled })
    /// Told of plans that could not be looked at; the others go on.
    var report: @Sendable (Int64, any Error) -> Void = { _, _ in }

    /// Somebody who changes the plan meanwhile makes the step be thought out anew, so often at most.
    private static let tries = 5
    /// Looks at one plan without a pause: its end, its orders, those who stand in.
    private static let looksInARow = 20
    private static let leastPauseSeconds = 1.0

    /// What a run did.
    struct Summary: Sendable, Equatable {
        var plans = 0
        var looks = 0
        var orders = 0
        var failed = 0
    }

    /// Looks at every plan in motion, and again at those whose next batch is due before `end`, so that ramps may be finer than the schedule.
    func run(until end: Timestamp) async throws -> Summary {
        var summary = Summary()
        var due: [Int64: Timestamp] = [:]
        for id in try await store.inMotion() { due[id] = now() }
        summary.plans = due.count
        var inARow: [Int64: Int] = [:]
        while let (id, time) = due.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }), time <= end {
            let wait = Double(time.micros(since: now())) / 1_000_000
            if wait > 0 {
                try await sleep(wait)
                inARow = [:]
            }
            try Task.checkCancellation()
            due[id] = nil
            do {
                let next = try await look(at: id, &summary)
                inARow[id, default: 0] += 1
                guard let next else { continue }
                let isLoop = inARow[id, default: 0] >= PlanRunner.looksInARow
                due[id] = isLoop ? max(next, now().adding(seconds: PlanRunner.leastPauseSeconds)) : next
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                summary.failed += 1
                report(id, error)
            }
        }
        return summary
    }

    /// One look at one plan. Gives when there is something to do again; nil for the next run.
    private func look(at id: Int64, _ summary: inout Summary) async throws -> Timestamp? {
        for _ in 0..<PlanRunner.tries {
            guard let (plan, miners) = try await store.load(id) else { return nil }
            summary.looks += 1
            let step = try await step(plan, miners)
            if step.isEmpty { return step.nextAt }
            guard try await store.write(step, for: plan, at: now()) else { continue }
            guard !step.orders.isEmpty else { return step.nextAt }
            summary.orders += step.orders.count
            try await keep(try await devices.carryOut(step.orders), of: id)
            return step.nextAt
        }
        return now().adding(seconds: PlanRunner.leastPauseSeconds)
    }

    private func step(_ plan: PlanRecord, _ miners: [PlanMiner]) async throws -> PlanStep {
        let moment = now()
        if case .step(let step) = try PlanTick.look(at: plan, miners, fleet: nil, now: moment, rules: rules, solver: solver) { return step }
        let fleet = try await store.fleet(of: plan.scope)
        let answer = try PlanTick.look(at: plan, miners, fleet: fleet, now: moment, rules: rules, solver: solver)
        guard case .step(let step) = answer else { throw PluginError(.internal, "A plan asks for a fleet that it has.") }
        return step
    }

    /// Stores what became of orders, in the plan as it is now.
    private func keep(_ results: [DeviceOrderResult], of id: Int64) async throws {
        let byMiner = Dictionary(results.map { ($0.minerId, $0) }, uniquingKeysWith: { _, last in last })
        for _ in 0..<PlanRunner.tries {
            guard let (plan, miners) = try await store.load(id) else { return }
            var step = PlanStep()
            for var miner in miners {
                guard let result = byMiner[miner.minerId] else { continue }
                let before = miner
                miner.take(result)
                if miner != before { step.miners.append(miner) }
            }
            guard !step.miners.isEmpty else { return }
            step.notes = [
                PlanNote(kind: .results, from: plan.state.rawValue, to: plan.state.rawValue, message: .results(results))
            ]
            if try await store.write(step, for: plan, at: now()) { return }
        }
    }
}
