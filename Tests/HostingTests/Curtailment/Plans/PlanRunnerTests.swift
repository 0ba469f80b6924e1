import PluginKit
import Testing

@testable import Hosting

@Suite("A curtailment plan that is carried out")
struct PlanRunnerTests {
    @Test("it reaches its target, holds it, and brings every miner back on time")
    func whole() async {
        let world = World(World.plan(watts: 100_000), miners: 60)
        await world.run(seconds: 900)
        #expect(world.plan.state == .executed && world.plan.outcome == .reached, "\(world.plan.message)")
        #expect(world.asleepWatts >= 100_000)
        let measured = world.state.withLock { $0.samples.last?.measuredWatts ?? 0 }
        #expect(measured >= 99_000, "residual power counts: \(measured)")
        await world.run(seconds: 4_000)
        #expect(world.plan.state == .completed && world.asleep == 0, "\(world.plan.message)")
        for miner in world.miners where miner.offAt != nil {
            #expect(miner.state == .on && miner.onAt != nil)
            // An hour less the verification, at nearly the whole power.
            #expect(miner.curtailedKWh > miner.baselineWatts * 0.9 / 1_000 && miner.curtailedKWh < miner.baselineWatts * 1.05 / 1_000)
            #expect(miner.lostTHHours > miner.baselineTHs * 0.9 && miner.lostTHHours < miner.baselineTHs * 1.05)
        }
        let path = world.state.withLock { $0.notes.filter { $0.kind == .state }.map(\.to) }
        #expect(path == ["executing", "executed", "recovering", "completed"])
    }

    @Test("of what is shed, what machines shed that fall silent or tell no watts is estimated, what the others shed is measured")
    func estimated() async throws {
        let world = World(World.plan(watts: 100_000), miners: 60) { $0 % 4 == 0 ? .fallsSilent : .obeys }
        for id in 1...60 where id % 4 == 1 { world.state.withLock { $0.devices[Int64(id)]?.sighting.powerIsEstimated = true } }
        await world.run(seconds: 3_000)
        let shed = world.miners.filter { $0.curtailedKWh > 0 }
        #expect(Set(shed.map { $0.minerId % 4 }) == [0, 1, 2, 3])
        for miner in shed {
            let estimated = try #require(miner.estimatedKWh)
            switch miner.minerId % 4 {
            // It showed that it slept before it fell silent, or never did.
            case 0: #expect(estimated > 0 && estimated <= miner.curtailedKWh, "\(miner)")
            case 1: #expect(estimated == miner.curtailedKWh, "\(miner)")
            default: #expect(estimated == 0, "\(miner)")
            }
        }
    }

    @Test("a curtailment that began before this was recorded claims nothing of what is estimated")
    func unrecorded() async throws {
        let world = World(World.plan(watts: 100_000), miners: 60)
        await world.run(seconds: 900)
        var miner = try #require(world.miners.first { $0.state == .off })
        miner.estimatedKWh = nil
        miner.sighting = nil
        let before = miner.curtailedKWh
        miner.account(until: world.now.adding(seconds: 60))
        #expect(miner.curtailedKWh > before && miner.estimatedKWh == nil)
    }

    @Test("who does not obey is replaced until the target is reached", arguments: World.Behaviour.allCases)
    func disobeying(behaviour: World.Behaviour) async {
        let world = World(World.plan(watts: 90_000), miners: 80) { $0 % 6 == 0 ? behaviour : .obeys }
        await world.run(seconds: 1_800)
        #expect(world.plan.state == .executed && world.plan.outcome == .reached, "\(behaviour): \(world.plan.message)")
        #expect(world.asleepWatts >= 89_000, "\(behaviour)")
        let failed = world.miners.filter { $0.state == .disobeyed }
        switch behaviour {
        case .lies, .refuses, .isUnsupported, .isUnreachable, .isCutOff:
            #expect(!failed.isEmpty && failed.allSatisfy { $0.minerId % 6 == 0 && $0.why != .nothing }, "\(behaviour)")
            #expect(world.miners.contains { $0.isReplacement }, "\(behaviour)")
        case .obeys, .fallsSilent, .staysAsleep, .isHardOfHearing: #expect(failed.isEmpty, "\(behaviour)")
        }
        await world.run(seconds: 9_000)
        #expect(world.plan.state == .completed, "\(behaviour): \(world.plan.message)")
        let stuck = world.miners.filter { $0.state == .stuck }
        if behaviour == .staysAsleep {
            #expect(stuck.count == world.asleep && !stuck.isEmpty && world.plan.message.contains("did not come back"))
        } else {
            #expect(stuck.isEmpty && world.asleep == 0, "\(behaviour)")
        }
    }

    @Test("a target beyond the fleet sheds the most and says so")
    func impossible() async {
        let world = World(World.plan(watts: 10_000_000), miners: 30)
        await world.run(seconds: 900)
        #expect(world.plan.state == .executed && world.plan.outcome == .insufficientLoad)
        #expect(world.asleep == 30 && world.plan.message.contains("At most"), "\(world.plan.message)")
    }

    @Test("a plan that nobody obeys fails, and every miner is told to wake all the same")
    func nobody() async {
        let world = World(World.plan(watts: 50_000), miners: 30) { _ in .lies }
        await world.run(seconds: 7_200)
        #expect(world.plan.state == .failed && world.plan.outcome == .nothingShed, "\(world.plan.message)")
        let told = world.state.withLock { $0.devices.values.filter { $0.orders.contains(.sleep) } }
        #expect(!told.isEmpty && told.allSatisfy { $0.orders.last == .wake })
    }

    @Test("a plan without a miner that may be switched off fails at its start and touches nothing")
    func nothing() async {
        var plan = World.plan(watts: 50_000)
        plan.request.rules.excluded = Set(1...30)
        let world = World(plan, miners: 30)
        await world.run(seconds: 300)
        #expect(world.plan.state == .failed && world.plan.outcome == .nothingShed)
        let untouched = world.state.withLock { $0.devices.values.allSatisfy(\.orders.isEmpty) }
        #expect(untouched)
    }

    @Test("ramps finer than the schedule, batches and least times off are kept")
    func times() async throws {
        var plan = World.plan(watts: 120_000)
        plan.request.times = SwitchTimes(rampDownSeconds: 60, rampUpSeconds: 40, leastOffSeconds: 1_200, batchSize: 10)
        plan.durationSeconds = 600
        let world = World(plan, miners: 60)
        await world.run(seconds: 120)
        let ordered = Set(world.miners.compactMap(\.orderedAt))
        #expect(ordered.count >= 4, "four batches and more, each at its own time: \(ordered.count)")
        await world.run(seconds: 3_600)
        #expect(world.plan.state == .completed)
        for miner in world.miners where !miner.isReplacement {
            let off = try #require(miner.offAt), back = try #require(miner.onAt)
            #expect(back.micros(since: off) >= 1_200_000_000)
        }
    }

    @Test("who stands in is switched off by batches too, as fast as the plan goes down; without a ramp at once", arguments: [0, 600])
    func standIns(rampDownSeconds: Int64) async throws {
        let world = World(World.plan(watts: 120_000), miners: 120)
        await world.run(seconds: 300)
        var plan = world.plan
        plan.request.times = SwitchTimes(rampDownSeconds: rampDownSeconds, batchSize: 3)
        var miners = world.miners
        try #require(miners.count >= 20)
        for place in miners.indices.prefix(miners.count / 2) {
            let (rate, watts) = (miners[place].baselineTHs, miners[place].baselineWatts)
            miners[place].state = .disobeyed
            miners[place].sighting?.state = "ok"
            miners[place].sighting?.hashrateTHs = rate
            miners[place].sighting?.powerWatts = watts
        }
        let missing = miners.reduce(0) { $0 + ($1.state == .disobeyed ? $1.baselineWatts : 0) }
        let answer = try PlanTick.look(at: plan, miners, fleet: try await world.fleet(of: plan.scope), now: world.now)
        guard case .step(let step) = answer else {
            Issue.record("\(answer)")
            return
        }
        let seconds = step.miners.filter(\.isReplacement).map { $0.dueAt.micros(since: world.now) / 1_000_000 }
        #expect(seconds.count > 6)
        #expect(Set(seconds).count == (rampDownSeconds == 0 ? 1 : (seconds.count + 2) / 3), "\(seconds)")
        // Half of the target is missing, so it takes half of the ramp.
        let whole = Double(rampDownSeconds) * missing / Double(plan.targetWatts ?? 1)
        #expect(abs(Double(seconds.max() ?? -1) - whole) <= whole * 0.1 + 1, "\(seconds), of \(whole)")
    }

    @Test("an emergency brings all back at once, whatever ramps and least times say")
    func emergency() async throws {
        var plan = World.plan(watts: 120_000)
        plan.request.times = SwitchTimes(rampUpSeconds: 3_000, leastOffSeconds: 7_200, batchSize: 5)
        let world = World(plan, miners: 60)
        await world.run(seconds: 600)
        #expect(world.plan.state == .executed)
        try await world.change(.recover(isEmergency: false))
        await world.run(seconds: 60)
        #expect(world.asleep > 0)
        try await world.change(.recover(isEmergency: true))
        await world.run(seconds: 60)
        #expect(world.asleep == 0)
        await world.run(seconds: 120)
        #expect(world.plan.state == .completed)
    }

    @Test("a miner that wakes by itself is told to sleep again")
    func relapse() async {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 600)
        let first = world.miners.first { $0.state == .off }?.minerId ?? 0
        world.state.withLock { $0.devices[first]?.isAsleep = false }
        await world.run(seconds: 300)
        let isAsleep = world.state.withLock { $0.devices[first]?.isAsleep }
        #expect(isAsleep == true)
        #expect(world.plan.state == .executed && world.miners.first { $0.minerId == first }?.state == .off)
    }

    @Test("what a miner did after it woke by itself is no curtailment; each time that it sleeps is one of its own")
    func relapses() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 600)
        let id = try #require(world.miners.first { $0.state == .off }).minerId
        func miner() throws -> PlanMiner { try #require(world.miners.first { $0.minerId == id }) }
        let firstOffAt = try #require(try miner().offAt)
        world.state.withLock {
            $0.devices[id]?.isAsleep = false
            $0.devices[id]?.behaviour = .lies
        }
        await world.run(seconds: 600)
        let awake = try miner()
        let wokeAt = try #require(awake.onAt)
        #expect(awake.state == .disobeyed && !awake.isReduced && awake.offAt == firstOffAt)
        #expect(wokeAt.micros(since: World.begin.adding(seconds: 600)) <= 120_000_000, "not when the plan ends: \(wokeAt.rfc3339)")
        await world.run(seconds: 300)
        #expect(try miner().curtailedKWh == awake.curtailedKWh && miner().onAt == wokeAt)
        // Somebody put it right.
        world.state.withLock {
            $0.devices[id]?.isAsleep = true
            $0.devices[id]?.behaviour = .obeys
        }
        await world.run(seconds: 300)
        let asleep = try miner()
        #expect(asleep.state == .off && asleep.isReduced && asleep.curtailedKWh > awake.curtailedKWh)
        #expect(try #require(asleep.offAt) > wokeAt)
        let notes = world.state.withLock { $0.notes.map(\.message.code) }
        #expect(notes.contains("obeyed_late"))
        await world.run(seconds: 9_000)
        #expect(world.plan.state == .completed && world.asleep == 0)
        #expect(try #require(try miner().onAt) > wokeAt)
    }

    @Test("an outage at a plan's start costs minutes, not the plan", arguments: [World.Behaviour.isCutOff, .isUnreachable])
    func outage(behaviour: World.Behaviour) async {
        let world = World(World.plan(watts: 60_000), miners: 40) { _ in behaviour }
        await world.run(seconds: 600)
        #expect(world.plan.state == .executing && world.plan.outcome == nil && world.plan.message.contains("can be reached"))
        world.state.withLock { state in for id in state.devices.keys { state.devices[id]?.behaviour = .obeys } }
        await world.run(seconds: 900)
        #expect(world.plan.state == .executed && world.plan.outcome == .reached, "\(world.plan.message)")
        #expect(world.asleepWatts >= 59_000)
        await world.run(seconds: 9_000)
        #expect(world.plan.state == .completed && world.asleep == 0)
    }

    @Test("a plan whose miners are never reached is over at its time, and nothing was shed")
    func neverReached() async {
        let world = World(World.plan(watts: 60_000), miners: 40) { _ in .isCutOff }
        await world.run(seconds: 9_000)
        #expect(world.plan.state == .failed && world.plan.outcome == .nothingShed, "\(world.plan.message)")
        let orders = world.state.withLock { $0.devices.values.map { $0.orders.count { $0 == .sleep } } }
        #expect((orders.max() ?? 0) <= 20, "tries are spread: \(orders)")
    }

    @Test("a goal that is met already is met though one miner says nothing; a fleet of which most say nothing has not met it")
    func silentWhereMet() async {
        var plan = World.plan(watts: 0)
        plan.request = CurtailmentRequest(goal: .reduceTo(watts: 1_000_000))
        for (silent, isMet) in [(1, true), (30, false)] {
            let world = World(plan, miners: 40) { $0 <= silent ? .isCutOff : .obeys }
            world.state.withLock { state in
                state.now = World.begin.adding(seconds: 60)
                for id in state.devices.keys where id <= Int64(silent) {
                    state.devices[id]?.sighting.seenAt = World.begin.adding(seconds: -900)
                }
            }
            await world.run(seconds: 300)
            #expect(world.plan.outcome == (isMet ? .alreadyMet : .nothingShed), "\(silent): \(world.plan.message)")
            #expect(world.plan.state == (isMet ? .executed : .failed) && world.asleep == 0)
        }
    }

    @Test("two who approve at the same moment: one wins, the other learns it")
    func twoApprovals() async throws {
        var plan = World.plan(watts: 60_000)
        plan.state = .pending
        let world = World(plan, miners: 40)
        let first = try PlanChange.approve.step(plan, by: "ana", at: world.now)
        let second = try PlanChange.approve.step(plan, by: "leo", at: world.now)
        let isFirstWritten = try await world.write(first, for: plan, at: world.now)
        let isSecondWritten = try await world.write(second, for: plan, at: world.now)
        #expect(isFirstWritten && !isSecondWritten)
        let members = world.state.withLock { $0.notes.map(\.member) }
        #expect(members == ["ana"])
    }

    @Test("a plan whose time passed is not begun late")
    func missed() async {
        let world = World(World.plan(watts: 60_000), miners: 40)
        world.state.withLock { $0.now = World.begin.adding(seconds: 3_700) }
        await world.run(seconds: 60)
        #expect(world.plan.state == .failed && world.plan.outcome == .missed && world.asleep == 0)
    }
}
