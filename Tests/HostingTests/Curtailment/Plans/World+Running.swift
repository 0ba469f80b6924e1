import PluginKit

@testable import Hosting

extension World {
    /// Runs the schedule every half minute and the collection every minute, until so many seconds have passed or the plan is over.
    func run(seconds: Int64, crashingAfter effects: (() -> Int)? = nil) async {
        let end = now.adding(seconds: Double(seconds))
        let runner = PlanRunner(
            store: self, devices: self, now: { self.now },
            sleep: { seconds in self.state.withLock { $0.now = $0.now.adding(seconds: seconds) } })
        var round = 0
        while now < end, !plan.state.isFinal {
            let begin = now
            if round % 2 == 0 { collect() }
            state.withLock { $0.effectsLeft = effects?() }
            // A process that is lost leaves what was stored; the next run goes on from there.
            _ = try? await runner.run(until: begin.adding(seconds: 25))
            state.withLock { state in
                state.effectsLeft = nil
                state.now = max(state.now, begin.adding(seconds: 30))
            }
            round += 1
        }
    }

    /// Does what somebody does to the plan.
    func change(_ change: PlanChange) async throws {
        let plan = plan
        guard try await write(try change.step(plan, by: "ana", at: now), for: plan, at: now) else { throw Crash() }
    }
}
