import PluginKit
import TestSupport
import Testing

@testable import Hosting

@Suite("A curtailment plan whose process is lost")
struct PlanCrashTests {
    @Test("ends as it would have, wherever it is lost, and tells no miner to do what it is not to", arguments: UInt64(0)..<16)
    func anywhere(seed: UInt64) async {
        var random = SeededRandom(seed)
        let behaviours = (0..<90).map { _ in
            Int.random(in: 0..<8, using: &random) == 0 ? World.Behaviour.allCases.randomElement(using: &random) ?? .obeys : .obeys
        }
        var plan = World.plan(watts: Int64.random(in: 20_000...150_000, using: &random))
        plan.request.times = SwitchTimes(
            rampDownSeconds: Int64.random(in: 0...200, using: &random), rampUpSeconds: Int64.random(in: 0...200, using: &random),
            leastOffSeconds: Int64.random(in: 0...900, using: &random), batchSize: Int.random(in: 3...40, using: &random))
        let world = World(plan, miners: 90) { behaviours[$0 - 1] }
        await world.run(seconds: 3_000, crashingAfter: { Int.random(in: 0...60, using: &random) })
        #expect(world.plan.state == .executed, "seed \(seed): \(world.plan.state) \(world.plan.message)")
        #expect(world.plan.outcome == .reached || world.plan.outcome == .undershootTolerated, "seed \(seed): \(world.plan.message)")
        await world.run(seconds: 20_000, crashingAfter: { Int.random(in: 0...60, using: &random) })
        #expect(world.plan.state == .completed, "seed \(seed): \(world.plan.state) \(world.plan.message)")
        let stuck = world.miners.filter { $0.state == .stuck }
        #expect(stuck.count == world.asleep, "seed \(seed)")
        // Nobody is told anything who was not chosen.
        let told = world.state.withLock { $0.devices.values.filter { !$0.orders.isEmpty }.map(\.fleet.miner.id) }
        #expect(Set(told).isSubset(of: world.miners.map(\.minerId)), "seed \(seed)")
        let path = world.state.withLock { $0.notes.filter { $0.kind == .state && $0.from != $0.to }.map(\.to) }
        #expect(path == ["executing", "executed", "recovering", "completed"], "seed \(seed)")
    }
}
