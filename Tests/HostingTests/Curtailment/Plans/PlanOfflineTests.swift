import PluginKit
import Testing

@testable import Hosting

@Suite("Miners of a plan that people set offline")
struct PlanOfflineTests {
    private func setOffline(_ world: World, _ ids: Set<Int64>) {
        world.state.withLock { state in
            for id in ids {
                state.devices[id]?.sighting.isOffline = true
                state.devices[id]?.fleet.miner.status = "offline"
            }
        }
    }

    private func orders(_ world: World, _ id: Int64) -> [DeviceAction] { world.state.withLock { $0.devices[id]?.orders ?? [] } }

    @Test("one that slept is let go with what it had earned until then, another stands in, and it is told nothing more")
    func asleep() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 900)
        let gone = try #require(world.miners.first { $0.state == .off }?.minerId)
        let earned = try #require(world.miners.first { $0.minerId == gone }?.curtailedKWh)
        setOffline(world, [gone])
        await world.run(seconds: 600)
        var miner = try #require(world.miners.first { $0.minerId == gone })
        #expect(miner.state == .stuck && miner.onAt != nil && miner.curtailedKWh == earned && earned > 0, "\(miner)")
        #expect(miner.shed(at: world.now).watts == 0)
        #expect(world.plan.state == .executed && world.miners.contains { $0.isReplacement && $0.state == .off })
        let delivered = try #require(world.state.withLock { $0.samples.last?.deliveredWatts })
        let others = world.state.withLock { state in
            state.devices.reduce(0) { $0 + ($1.value.isAsleep && $1.key != gone ? $1.value.fleet.miner.powerWatts ?? 0 : 0) }
        }
        #expect(delivered >= 59_000 && delivered <= others, "what is offline delivers nothing")
        #expect(world.state.withLock { $0.notes.count { $0.message.code == "set_offline" } } == 1)
        await world.run(seconds: 6_000)
        miner = try #require(world.miners.first { $0.minerId == gone })
        #expect(world.plan.state == .completed && miner.curtailedKWh == earned && orders(world, gone) == [.sleep])
        #expect(world.plan.message == "1 did not come back; look at them: S\(gone).", "somebody has to wake it")
    }

    @Test("one that was not told yet is let go untold, and one that is to wake does not keep the plan waiting")
    func others() async throws {
        var plan = World.plan(watts: 60_000)
        plan.request.times = SwitchTimes(rampDownSeconds: 600, rampUpSeconds: 1_200, batchSize: 4)
        let world = World(plan, miners: 40)
        await world.run(seconds: 60)
        let planned = Set(world.miners.filter { $0.state == .planned }.map(\.minerId))
        #expect(!planned.isEmpty)
        setOffline(world, planned)
        await world.run(seconds: 900)
        #expect(planned.allSatisfy { orders(world, $0).isEmpty })
        #expect(world.miners.filter { planned.contains($0.minerId) }.allSatisfy { $0.state == .released && $0.curtailedKWh == 0 })
        #expect(world.plan.state == .executed && world.asleepWatts >= 60_000, "\(world.plan.message)")
        await world.run(seconds: 2_800)
        let resting = Set(world.miners.filter { $0.state == .resting }.map(\.minerId))
        #expect(world.plan.state == .recovering && !resting.isEmpty)
        setOffline(world, resting)
        await world.run(seconds: 1_800)
        #expect(world.plan.state == .completed && resting.allSatisfy { orders(world, $0) == [.sleep] })
    }

    @Test("a plan whose miners were all set offline ends, and says that it shed too little, not that it never did")
    func all() async throws {
        let world = World(World.plan(watts: 1_000_000), miners: 4)
        await world.run(seconds: 600)
        #expect(world.asleep == 4)
        setOffline(world, Set(1...4))
        await world.run(seconds: 300)
        #expect(world.plan.state == .completed && world.plan.outcome == .insufficientLoad, "\(world.plan.message)")
    }
}
