import PluginKit
import Testing

@testable import Hosting

@Suite("What a rule's last plan means for its next one")
struct RulePlanTests {
    private let begin = World.begin

    /// Windows of five minutes from `begin`.
    private func windows(_ prices: [Double]) -> [PriceWindow] {
        prices.enumerated().map { PriceWindow(startsAt: begin.adding(seconds: Double($0.offset) * 300), usdPerMWh: $0.element) }
    }

    @Test("after a plan that found nothing to shed the next is made a quarter of an hour later, and after any other at once")
    func nothingToShed() {
        var plan = RulePlan(id: 1, state: .failed, outcome: .nothingShed, startsAt: begin, durationSeconds: 3_600, endedAt: begin)
        #expect(plan.objection(at: begin.adding(seconds: 899)) == .nothingToShed(minutes: 15))
        #expect(plan.objection(at: begin.adding(seconds: 899), PriceRule(strikeUSDPerMWh: 80), []) == .nothingToShed(minutes: 15))
        #expect(plan.objection(at: begin.adding(seconds: 900)) == nil)
        plan.outcome = .missed
        #expect(plan.objection(at: begin.adding(seconds: 60)) == nil)
        (plan.state, plan.outcome) = (.completed, .reached)
        #expect(plan.objection(at: begin.adding(seconds: 60)) == nil)
    }

    @Test("what a member ended stays ended until power was cheap enough once, or the plan's time is over")
    func endedByMember() {
        let rule = PriceRule(strikeUSDPerMWh: 80, resumeWindows: 2)
        var plan = RulePlan(id: 1, state: .recovering, startsAt: begin, durationSeconds: 7_200, recoveringAt: begin.adding(seconds: 400))
        func objection(_ prices: [Double]) -> RuleFinding? {
            plan.objection(at: begin.adding(seconds: Double(prices.count) * 300 - 60), rule, windows(prices))
        }
        #expect(objection([90, 90, 90, 90]) == nil, "its time was over, and nobody ended it")
        plan.isEndedByMember = true
        #expect(objection([90, 90, 90, 90]) == .endedByMember(until: begin.adding(seconds: 7_200)))
        #expect(objection([90, 90, 40, 90, 90]) != nil, "cheap, and not long enough")
        #expect(objection([40, 40, 90, 90]) != nil, "cheap before the end")
        #expect(objection([90, 90, 40, 40, 90, 90]) == nil)
        #expect(objection(Array(repeating: 90, count: 24)) != nil)
        #expect(objection(Array(repeating: 90, count: 25)) == nil, "a new time begins")
        (plan.state, plan.recoveringAt, plan.endedAt) = (.cancelled, nil, begin.adding(seconds: 30))
        #expect(objection([90, 90]) != nil, "cancelled before it began")
    }

    @Test("what a member does is kept as such, what a rule or the schedule does is not")
    func marks() async throws {
        var plan = World.plan(watts: 1_000)
        #expect(try PlanChange.cancel.step(plan, by: "ana", at: begin).change.isEndedByMember == true)
        plan.state = .executed
        #expect(try PlanChange.recover(isEmergency: true).step(plan, by: "ana", at: begin).change.isEndedByMember == true)
        #expect(try PlanChange.recover(isEmergency: false).step(plan, by: nil, at: begin).change.isEndedByMember == false)
    }

    @Test("a plan that its rule needs is lengthened before its end, stays off beyond it, and ends by its new time once nobody needs it")
    func lengthened() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        func nearsEnd() -> Bool {
            let plan = world.plan
            let told = RulePlan(id: 1, state: plan.state, startsAt: plan.startsAt, durationSeconds: plan.durationSeconds)
            return told.nearsEnd(at: world.now)
        }
        await world.run(seconds: 3_270)
        #expect(world.plan.state == .executed && !nearsEnd())
        await world.run(seconds: 60)
        #expect(nearsEnd())
        let lengthening = PlanLengthening(store: world) { world.now }
        try await lengthening.lengthen(1, seconds: 7_200, PlanMessage.lengthened)
        #expect(!nearsEnd() && world.plan.durationSeconds == 10_530)
        let note = try #require(world.state.withLock { $0.notes.last })
        #expect(note.kind == .changed && note.message.text.contains("does not fit below the cap") && note.message.code == "lengthened")
        await world.run(seconds: 6_900)
        #expect(world.plan.state == .executed && world.asleepWatts >= 59_000)
        await world.run(seconds: 1_200)
        #expect(world.plan.state == .completed && world.asleep == 0)
        let writes = world.state.withLock { $0.writes }
        try await lengthening.lengthen(1, seconds: 7_200, PlanMessage.lengthened)
        #expect(world.state.withLock { $0.writes } == writes, "one that is over stays over")
    }

    @Test("a plan that is needed for more than a week goes on, with a length that a plan may have")
    func weeks() async throws {
        var plan = World.plan(watts: 60_000)
        plan.durationSeconds = RuleConditions.longestSeconds
        let world = World(plan, miners: 40)
        await world.run(seconds: 600)
        world.state.withLock { $0.now = World.begin.adding(seconds: 604_700) }
        try await PlanLengthening(store: world) { world.now }.lengthen(1, seconds: 86_400, PlanMessage.lengthenedForPrice)
        #expect(world.plan.durationSeconds == RuleConditions.longestSeconds)
        #expect(world.plan.endsAt == World.begin.adding(seconds: 604_700 + 86_400))
        let note = try #require(world.state.withLock { $0.notes.last })
        #expect(note.kind == .changed && note.message.code == "lengthened_for_price")
        await world.run(seconds: 600)
        #expect(world.plan.state == .executed)
    }
}
