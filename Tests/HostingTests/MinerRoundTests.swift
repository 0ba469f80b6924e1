import PluginKit
import Testing

@testable import Hosting

@Suite("A round with one miner")
struct MinerRoundTests {
    private let now = Timestamp(rfc3339: "2026-11-21T02:00:00Z")!

    private func target(_ terahashes: Double = 100, plan: CommandPlan? = .joined, state: String? = nil, reply: Timestamp? = nil)
        -> MinerTarget
    {
        MinerTarget(
            id: 7, address: "10.0.0.7", nameplateHashrateTHs: terahashes, nameplatePowerWatts: 3_000, plan: plan, state: state,
            replyReceivedAt: reply)
    }

    private func observe(
        _ outcome: DeviceReply.Outcome, _ text: String = "", target: MinerTarget? = nil
    ) -> Observation {
        let target = target ?? self.target()
        var round = MinerRound(target: target)
        let isDone = round.take(outcome, bytes(text)[...], request: 0)
        #expect(isDone)
        return round.observation(at: now, lowHashratePercent: 80)
    }

    @Test("tells unreachable, refusing, malformed, paused, hashing low and fine apart")
    func states() {
        #expect(observe(.unreachable).state == .unreachable)
        #expect(observe(.timedOut).state == .unreachable)
        #expect(observe(.notGranted).state == .unreachable)
        #expect(observe(.refused).state == .refusing)
        #expect(observe(.replied).state == .refusing)
        #expect(observe(.replied, #"{"STATUS":[{"STATUS":"E","Code":45,"Msg":"Access denied"}]}"#).state == .refusing)
        #expect(observe(.replied, "<html>").state == .malformed)
        #expect(observe(.tooLarge, "{").state == .malformed)
        #expect(observe(.broken, "{").state == .malformed)
        #expect(observe(.replied, #"{"SUMMARY":[{"MHS 5s":99000000}]}"#).state == .ok)
        #expect(observe(.replied, #"{"SUMMARY":[{"MHS 5s":79000000}]}"#).state == .hashingLow)
        #expect(observe(.replied, #"{"SUMMARY":[{"MHS 5s":0}]}"#).state == .hashingLow)
        #expect(observe(.replied, #"{"STATS":[{"MM ID0":"Ver[Q-1] SYSTEMSTATU[Work: In Idle] GHSspd[0.00]"}]}"#).state == .paused)
        #expect(observe(.replied, #"{"SUMMARY":[{"Elapsed":5}]}"#).state == .malformed)
    }

    @Test("a miner that states what its model cannot reach is not believed, and its figure not stored")
    func liar() {
        let observation = observe(.replied, #"{"SUMMARY":[{"MHS 5s":900000000}]}"#)
        #expect(observation.state == .malformed)
        #expect(observation.hashrateTHs == nil)
    }

    @Test("an answer that did not end in time is read as far as it came")
    func dripped() {
        let whole = observe(.timedOut, #"{"SUMMARY":[{"MHS 5s":99000000,"Elapsed":7}],"id":"#)
        #expect(whole.state == .ok)
        #expect(whole.reading?.isPartial == true)
        let cut = observe(.timedOut, #"{"SUMMARY":[{"MHS 5s":99000000,"Elap"#)
        #expect((cut.state, cut.detail) == (.unreachable, "The answer did not end in time."))
        #expect(cut.reading == nil)
    }

    @Test("power is what the miner tells, else an estimate that says so")
    func power() {
        let told = observe(.replied, #"{"SUMMARY":[{"MHS 5s":99000000,"Power":2900}]}"#)
        #expect(told.powerWatts == 2_900)
        #expect(!told.powerIsEstimated)
        let estimated = observe(.replied, #"{"SUMMARY":[{"MHS 5s":50000000}]}"#)
        #expect(estimated.powerWatts == 1_500)
        #expect(estimated.powerIsEstimated)
        #expect(observe(.refused).powerWatts == nil)
        // As it goes into telemetry: of the power the part that was not told.
        #expect((told.estimatedWatts, estimated.estimatedWatts, observe(.refused).estimatedWatts) == (0, 1_500, nil))
    }

    @Test("the raw reply is stored when the state changed, the stored one is old or the page is open, with control bytes made harmless")
    func rawReply() {
        let text = #"{"SUMMARY":[{"MHS 5s":99000000}]}"#
        #expect(observe(.replied, text + "\0").reply == text)
        #expect(observe(.replied, text, target: target(state: "ok", reply: now.adding(seconds: -60))).reply == nil)
        #expect(observe(.replied, text, target: target(state: "stale", reply: now.adding(seconds: -60))).reply == text)
        #expect(observe(.replied, text, target: target(state: "ok", reply: now.adding(seconds: -600))).reply == text)
        let watched = MinerTarget(
            id: 7, address: "10.0.0.7", nameplateHashrateTHs: 100, nameplatePowerWatts: 3_000, plan: .joined, state: "ok",
            replyReceivedAt: now.adding(seconds: -60), isWatched: true)
        #expect(observe(.replied, text, target: watched).reply == text)
        #expect(RawReply.text([0x41, 0x00, 0x1B, 0xE9, 0x00]) == "A??é")
    }

    @Test("each reply that cannot be read or was cut off is kept, however fresh the stored one is")
    func troubledReplies() {
        for (state, text) in [
            ("malformed", "<html>"), ("malformed", #"{"SUMMARY":[{"MHS 5s":99000000"#), ("malformed", #"{"SUMMARY":[{"Elapsed":5}]}"#),
            ("refusing", #"{"STATUS":[{"STATUS":"E","Code":45,"Msg":"Access denied"}]}"#),
            ("ok", #"{"SUMMARY":[{"MHS 5s":99000000}],"POOLS":[{"POOL":0"#),
        ] {
            let observation = observe(.replied, text, target: target(state: state, reply: now.adding(seconds: -60)))
            #expect(observation.state.rawValue == state)
            #expect(observation.reply == text)
        }
    }

    @Test("a round counts its states and sums what was believed")
    func totals() {
        var totals = RoundTotals()
        totals.add(observe(.replied, #"{"SUMMARY":[{"MHS 5s":99000000,"Power":2900}]}"#))
        totals.add(observe(.replied, #"{"SUMMARY":[{"MHS 5s":900000000}]}"#))
        totals.add(observe(.refused))
        #expect(totals.observed == 3)
        #expect(totals.hashrateTHs == 99)
        #expect(totals.powerWatts == 2_900 && totals.estimatedWatts == 0)
        // Of one that tells no power, by its nameplate of 3 kW and 100 TH/s.
        totals.add(observe(.replied, #"{"SUMMARY":[{"MHS 5s":90000000}]}"#))
        #expect(abs(totals.powerWatts - 5_600) < 1e-6 && abs(totals.estimatedWatts - 2_700) < 1e-6)
        #expect((totals.count(.ok), totals.count(.malformed), totals.count(.refusing)) == (2, 1, 1))
    }
}
