import PluginKit
import Testing

@testable import Hosting

@Suite("What weekly hours want of the rule's plans")
struct WeeklyWishTests {
    private let begin = World.begin
    /// Four hours of which one is over.
    private var hours: WeeklyWindow.Hours { .init(day: 20_778, beginsAt: begin, endsAt: at(hour: 4)) }
    private var now: Timestamp { at(hour: 1) }

    private func at(hour: Double) -> Timestamp { begin.adding(seconds: hour * 3_600) }

    private func plan(_ state: PlanState, id: Int64 = 1, from: Double, hours: Int64, isOfHours: Bool = false) -> RulePlan {
        RulePlan(
            id: id, state: state, startsAt: at(hour: from), durationSeconds: hours * 3_600,
            occasionAt: isOfHours ? begin : at(hour: from - 24), hasRuleTerms: true)
    }

    @Test("a plan, where there is none or only what is over or on its way back")
    func make() {
        #expect(WeeklyWish(of: hours, [], now: now) == .make)
        for state in [PlanState.recovering, .completed, .failed, .cancelled] {
            #expect(WeeklyWish(of: hours, [plan(state, from: -3, hours: 3)], now: now) == .make, "\(state)")
        }
    }

    @Test("one plan, whatever became of it", arguments: PlanState.allCases.filter { $0 != .pending })
    func once(state: PlanState) {
        #expect(WeeklyWish(of: hours, [plan(state, from: 0, hours: 4, isOfHours: true)], now: now) == .stay)
    }

    @Test("no second one while another begin's plan keeps miners off: that lasts until these hours end, if it would not anyway")
    func lengthen() {
        // Begun half an hour earlier, before somebody changed the rule.
        #expect(WeeklyWish(of: hours, [plan(.executed, from: -0.5, hours: 4)], now: now) == .lengthen(1))
        #expect(WeeklyWish(of: hours, [plan(.executing, from: -0.5, hours: 4)], now: now) == .lengthen(1))
        #expect(WeeklyWish(of: hours, [plan(.executed, from: -0.5, hours: 5)], now: now) == .stay)
        #expect(WeeklyWish(of: hours, [plan(.approved, from: 1.5, hours: 1)], now: now) == .stay, "its miners are about to go off")
        // Hours that begin where others end.
        #expect(WeeklyWish(of: hours, [plan(.executed, from: -4, hours: 4)], now: begin.adding(seconds: -60)) == .lengthen(1))
        // Of two that were made before this was known one is enough.
        let two = [plan(.executed, id: 1, from: -1, hours: 2), plan(.executed, id: 2, from: -0.5, hours: 2)]
        #expect(WeeklyWish(of: hours, two, now: now) == .lengthen(2))
    }

    @Test("nothing while a plan of other terms keeps miners off; it keeps its time")
    func otherTerms() {
        var other = plan(.executed, from: -0.5, hours: 2)
        other.hasRuleTerms = false
        #expect(WeeklyWish(of: hours, [other], now: now) == .stay)
        other.state = .recovering
        #expect(WeeklyWish(of: hours, [other], now: now) == .make)
    }

    @Test("nothing while what a member ended would still last, though these hours made no plan of their own")
    func endedByMember() {
        var ended = plan(.completed, from: -4, hours: 8)
        (ended.isEndedByMember, ended.recoveringAt) = (true, at(hour: 0.5))
        #expect(WeeklyWish(of: hours, [ended], now: now) == .stay)
        ended.durationSeconds = 4 * 3_600
        #expect(WeeklyWish(of: hours, [ended], now: now) == .make)
    }

    @Test("a lengthened plan ends when the hours do, to the second, and is not lengthened twice")
    func until() async throws {
        let world = World(World.plan(watts: 60_000), miners: 40)
        await world.run(seconds: 600)
        let lengthening = PlanLengthening(store: world) { world.now }
        for _ in 0..<2 { try await lengthening.lengthen(1, until: at(hour: 4), PlanMessage.lengthenedForHours) }
        #expect(world.plan.endsAt == at(hour: 4))
        #expect(world.state.withLock { $0.notes.count { $0.message.code == "lengthened_for_hours" } } == 1)
        try await lengthening.lengthen(1, until: at(hour: 2), PlanMessage.lengthenedForHours)
        #expect(world.plan.endsAt == at(hour: 4), "never shortened")
    }

    @Test(
        "may not overlap in a new rule, around the week too; those that touch may",
        arguments: [
            ([1, 2, 3, 4, 5, 6, 7], 86_400), ([1, 3], 172_800), ([7, 1], 86_400), ([1, 4], 259_200), ([3], 604_800), ([2, 7], 172_800),
        ] as [([Int], Int64)])
    func overlap(weekdays: [Int], most: Int64) throws {
        func draft(_ seconds: Int64) throws(PluginError) -> RuleDraft {
            let days = weekdays.map(String.init).joined(separator: ",")
            let conditions = #"{"weekdays":[\#(days)],"start":"17:00","duration_seconds":\#(seconds)}"#
            let rule = #"{"name":"Peak","kind":"weekly","conditions":\#(conditions),"terms":{"target_watts":1}}"#
            return try RuleDraft(try JSONValue(parsing: rule.utf8))
        }
        #expect(throws: Never.self) { try draft(most) }
        guard most < RuleConditions.longestSeconds else { return }
        let refusal = #expect(throws: PluginError.self) { try draft(most + 1) }
        #expect(refusal?.field == "duration_seconds")
    }
}
