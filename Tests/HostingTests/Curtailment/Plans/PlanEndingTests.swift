import PluginKit
import Synchronization
import Testing

@testable import Hosting

@Suite("A plan whose rule does not want it any more")
struct PlanEndingTests {
    private func ending(_ world: World) -> PlanEnding { PlanEnding(store: world) { world.now } }

    @Test("one that runs brings its miners back, and says who did it and why")
    func running() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 900)
        #expect(world.plan.state == .executed && world.asleep > 0)
        try await ending(world).end(1, by: "ana", .switchedOff("Peak"))
        #expect(world.plan.state == .recovering && world.plan.message == "The rule Peak was switched off.")
        let note = try #require(world.state.withLock { $0.notes.last })
        #expect(note.from == "executed" && note.to == "recovering" && note.member == "ana")
        #expect(note.message.text == "The rule Peak was switched off.")
        await world.run(seconds: 4_000)
        #expect(world.plan.state == .completed && world.asleep == 0)
    }

    @Test("one that waits is cancelled before a miner sleeps")
    func waiting() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        try await ending(world).end(1, by: nil, .ruleGone)
        #expect(world.plan.state == .cancelled && world.state.withLock { $0.notes.map(\.member) } == [nil])
        await world.run(seconds: 600)
        #expect(world.asleep == 0)
    }

    @Test("one that is over, or on its way back, is left as it is", arguments: [PlanState.recovering, .completed, .failed, .cancelled])
    func over(state: PlanState) async throws {
        var plan = World.plan(watts: 60_000)
        plan.state = state
        let world = World(plan, miners: 4)
        try await ending(world).end(1, by: "ana", .deleted("Peak"))
        #expect(world.plan.state == state && world.state.withLock { $0.writes } == 0)
    }

    @Test("a plan that is changed at the same moment is ended all the same")
    func overtaken() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 900)
        let busy = Overtaken(world: world)
        try await PlanEnding(store: busy) { world.now }.end(1, by: "ana", .deleted("Peak"))
        #expect(world.plan.state == .recovering && world.state.withLock { $0.notes.last?.member } == "ana")
    }

    @Test("of several one that cannot be read is told, and the others are ended")
    func several() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 900)
        let failed = try await PlanEnding(store: Unreadable(world: world, id: 7)) { world.now }.end([7, 1], by: nil, .ruleGone)
        #expect(failed.map(\.id) == [7] && failed.map { PluginError($0.error).message } == ["From a version to come."])
        #expect(world.plan.state == .recovering)
    }
}

/// The world, with one more plan, which nobody can read.
private struct Unreadable: PlanKeeping {
    let world: World
    let id: Int64

    func inMotion() async throws -> [Int64] { [id] + (try await world.inMotion()) }

    func load(_ id: Int64) async throws -> (plan: PlanRecord, miners: [PlanMiner])? {
        guard id != self.id else { throw PluginError(.internal, "From a version to come.") }
        return try await world.load(id)
    }

    func fleet(of scope: FleetScope) async throws -> [FleetMiner] { try await world.fleet(of: scope) }

    func write(_ step: PlanStep, for plan: PlanRecord, at now: Timestamp) async throws -> Bool {
        try await world.write(step, for: plan, at: now)
    }
}

/// The world, where somebody else changes the plan after it was first read.
private final class Overtaken: PlanKeeping {
    let world: World
    private let isOvertaken = Mutex(false)

    init(world: World) { self.world = world }

    func inMotion() async throws -> [Int64] { try await world.inMotion() }

    func load(_ id: Int64) async throws -> (plan: PlanRecord, miners: [PlanMiner])? {
        let read = try await world.load(id)
        let isFirst = isOvertaken.withLock { isOvertaken in
            defer { isOvertaken = true }
            return !isOvertaken
        }
        if isFirst { world.state.withLock { $0.plan.revision += 1 } }
        return read
    }

    func fleet(of scope: FleetScope) async throws -> [FleetMiner] { try await world.fleet(of: scope) }

    func write(_ step: PlanStep, for plan: PlanRecord, at now: Timestamp) async throws -> Bool {
        try await world.write(step, for: plan, at: now)
    }
}
