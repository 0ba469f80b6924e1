import PluginKit
import Testing

@testable import Hosting

@Suite("Miners of a plan that people work on")
struct PlanMaintenanceTests {
    private func maintain(_ world: World, _ ids: Set<Int64>, _ isInMaintenance: Bool = true) {
        world.state.withLock { state in for id in ids { state.devices[id]?.sighting.isInMaintenance = isInMaintenance } }
    }

    private func orders(_ world: World, _ id: Int64) -> [DeviceAction] { world.state.withLock { $0.devices[id]?.orders ?? [] } }

    @Test("one that sleeps is not told to wake until its maintenance ends, and the plan says whom it waits for")
    func waking() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 3_000)
        let asleep = Set(world.miners.filter { $0.state == .off }.map(\.minerId))
        let served = try #require(asleep.min())
        maintain(world, [served])
        await world.run(seconds: 1_800)
        #expect(world.plan.state == .recovering && world.asleep == 1 && orders(world, served) == [.sleep])
        let serial = "S\(served)"
        #expect(world.plan.message == "1 wait until their maintenance ends: \(serial).")
        try await world.change(.recover(isEmergency: true))
        await world.run(seconds: 120)
        #expect(orders(world, served) == [.sleep], "an emergency switches nothing under people's hands")
        maintain(world, [served], false)
        await world.run(seconds: 600)
        #expect(world.plan.state == .completed && world.asleep == 0, "\(world.plan.message)")
        #expect(orders(world, served) == [.sleep, .wake])
    }

    @Test("one that people woke is left awake, another stands in, and it is not waited for")
    func wokenByPeople() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 600)
        let served = try #require(world.miners.first { $0.state == .off }?.minerId)
        maintain(world, [served])
        world.state.withLock { $0.devices[served]?.isAsleep = false }
        await world.run(seconds: 600)
        #expect(orders(world, served) == [.sleep] && world.plan.state == .executed && world.asleepWatts >= 59_000)
        #expect(world.miners.contains(where: \.isReplacement) && world.miners.first { $0.minerId == served }?.state == .disobeyed)
        await world.run(seconds: 4_000)
        #expect(world.plan.state == .completed && world.asleep == 0 && orders(world, served) == [.sleep], "\(world.plan.message)")
    }

    @Test("one that was chosen and not told yet is not told, and another stands in")
    func chosen() async throws {
        var plan = World.plan(watts: 60_000)
        plan.request.times = SwitchTimes(rampDownSeconds: 600, batchSize: 4)
        let world = World(plan, miners: 40)
        await world.run(seconds: 60)
        let served = Set(world.miners.filter { $0.state == .planned }.map(\.minerId))
        #expect(!served.isEmpty)
        maintain(world, served)
        world.state.withLock { state in for id in served { state.devices[id]?.fleet.miner.status = "maintenance" } }
        await world.run(seconds: 900)
        #expect(served.allSatisfy { orders(world, $0).isEmpty })
        #expect(world.plan.state == .executed && world.asleepWatts >= 60_000, "\(world.plan.message)")
        #expect(world.state.withLock { $0.notes.contains { $0.message.text.contains("are in maintenance and left alone") } })
        await world.run(seconds: 6_000)
        #expect(world.plan.state == .completed && served.allSatisfy { orders(world, $0).isEmpty })
    }

    @Test("power that follows from rate and nameplate alone is estimated, however fresh")
    func estimated() async {
        let world = World(World.plan(watts: 60_000), miners: 40)
        world.state.withLock { state in for id in state.devices.keys { state.devices[id]?.sighting.powerIsEstimated = true } }
        await world.run(seconds: 900)
        let totals = world.state.withLock { $0.samples.last }
        #expect(totals?.measuredWatts == 0)
        #expect((totals?.estimatedWatts ?? 0) >= 59_000)
    }
}
