import PluginKit
import Testing

@testable import Hosting

@Suite("The states of a curtailment plan")
struct PlanStateTests {
    private static let edges: Set<String> = [
        "pending approve approved", "pending cancel cancelled", "pending expire cancelled", "approved cancel cancelled",
        "approved start executing", "approved fail failed", "executing reach executed", "executing recover recovering",
        "executed recover recovering", "recovering complete completed", "recovering fail failed",
    ]

    @Test("every pair of state and event leads where it should, or nowhere")
    func table() {
        for state in PlanState.allCases {
            for event in PlanEvent.allCases {
                let found = state.after(event).map { "\(state) \(event) \($0)" }
                let expected = PlanStateTests.edges.first { $0.hasPrefix("\(state) \(event) ") }
                #expect(found == expected, "\(state) \(event)")
            }
        }
    }

    @Test("nothing leads out of a final state, and no plan ends with miners off but by way of recovering")
    func ends() {
        for state in PlanState.allCases {
            let next = PlanEvent.allCases.compactMap { state.after($0) }
            #expect(state.isFinal == next.isEmpty)
            if state == .executing || state == .executed { #expect(next.allSatisfy { !$0.isFinal }) }
        }
    }

    @Test("what somebody does is a step from the right state, and a conflict from any other")
    func changes() throws {
        let now = World.begin
        for state in PlanState.allCases {
            var plan = World.plan(watts: 1_000)
            plan.state = state
            let allowed: [(PlanChange, Set<PlanState>)] = [
                (.approve, [.pending]), (.cancel, [.pending, .approved]), (.start, [.approved]),
                (.recover(isEmergency: false), [.executing, .executed]),
                (.recover(isEmergency: true), [.executing, .executed, .recovering]),
            ]
            for (change, states) in allowed {
                if states.contains(state) {
                    let step = try change.step(plan, by: "ana", at: now)
                    #expect(step.notes.count == 1 && step.notes[0].member == "ana" && step.notes[0].from == state.rawValue)
                } else {
                    let error = #expect(throws: PluginError.self) { try change.step(plan, by: "ana", at: now) }
                    #expect(error?.code == .conflict, "\(change) \(state)")
                }
            }
        }
    }
}
