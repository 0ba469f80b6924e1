import PluginKit
import Testing

@testable import Hosting

@Suite("The next plan while one still brings its miners back")
struct RecoveringPlanTests {
    /// All of forty miners went off, thirty-nine are back, and people work on one.
    private func world() async throws -> (World, served: Int64) {
        let world = World(World.plan(watts: 1_000_000), miners: 40)
        await world.run(seconds: 1_200)
        #expect(world.asleep == 40)
        world.state.withLock { $0.devices[17]?.sighting.isInMaintenance = true }
        await world.run(seconds: 4_200)
        #expect(world.plan.state == .recovering && world.asleep == 1, "\(world.plan.message)")
        return (world, 17)
    }

    private func choice(_ world: World, most: Int? = nil) async throws -> Set<Int64> {
        var next = World.plan(watts: 1_000_000)
        (next.startsAt, next.request.maximumSwitched) = (world.now, most)
        let step = try PlanStart.step(next, try await world.fleet(of: FleetScope()), now: world.now, solver: CoverSolver())
        return Set(step.miners.map(\.minerId))
    }

    @Test("it takes those that are back, and only the one that is awaited counts as held by the other plan")
    func next() async throws {
        let (world, served) = try await world()
        #expect(try await choice(world) == Set(1...40).subtracting([served]))
        #expect(try await choice(world, most: 20).count == 19)
    }

    @Test("a rule makes none as long as no miner is back, and one as soon as one is")
    func rule() async throws {
        let (world, served) = try await world()
        var miners = try await world.fleet(of: FleetScope()).map(\.miner)
        let rules = EligibilityRules()
        let plans = [RulePlan(id: 1, state: .recovering)]
        #expect(RulePlan.objection(plans, miners, rules) == nil)
        let held = miners.filter { $0.id == served }
        #expect(RulePlan.objection(plans, held, rules) == .minersReturn)
        #expect(RulePlan.objection([RulePlan(id: 1, state: .completed)], held, rules) == nil, "nothing comes back")
        for place in miners.indices { miners[place].isInPlan = true }
        #expect(RulePlan.objection(plans, miners, rules) == .minersReturn)
    }
}
