import PluginKit
import TestSupport
import Testing

@testable import Hosting

@Suite("Whatever happens to a fleet")
struct AlertPropertyTests {
    private static let states = ["ok", "ok", "ok", "unreachable", "unreachable", "paused", "stale", "malformed"]

    @Test("a notice tells of fired rules alone, each beginning once, each end once and after its beginning, and never in quiet hours")
    func random() {
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var generator = SeededRandom(seed)
        for _ in 0..<40 { walk(&generator, seed) }
    }

    private func walk(_ generator: inout SeededRandom, _ seed: UInt64) {
        let quiet =
            Bool.random(using: &generator)
            ? QuietHours(from: .random(in: 0..<60, using: &generator), until: .random(in: 60..<120, using: &generator)) : nil
        let delay = Int64.random(in: 0...8, using: &generator)
        let repeatMinutes = [0, 5, 20].randomElement(using: &generator) ?? 0
        let wantsRecovery = Bool.random(using: &generator)
        var story = AlertStory()
        var miners = (1...6).map { AlertStory.miner($0) }
        var open: [MinerKey: Timestamp] = [:]
        var told: Set<MinerKey> = []
        var lastNotice: Int64?
        for minute in 0..<Int64(200) {
            for index in miners.indices where Int.random(in: 0..<12, using: &generator) == 0 {
                let state = Self.states.randomElement(using: &generator) ?? "ok"
                miners[index] = AlertStory.miner(Int64(index) + 1, state, since: story.now)
            }
            let rule = AlertStory.rule(
                1, delayMinutes: delay, repeatMinutes: Int64(repeatMinutes), quiet: quiet, localMinute: minute % 120,
                tellsRecovery: wantsRecovery)
            let now = story.now
            let outcome = story.pass([rule], miners)
            // Evaluated again after it was stored, a moment has nothing left to say.
            let again = AlertEvaluator(now: now).evaluate(
                rules: [
                    AlertStory.rule(
                        1, delayMinutes: delay, repeatMinutes: Int64(repeatMinutes), quiet: quiet, localMinute: minute % 120,
                        tellsRecovery: wantsRecovery, lastNotifiedAt: story.lastNotifiedAt[1],
                        lastRepeatedAt: story.lastRepeatedAt[1])
                ], miners: miners, memory: story.memory)
            #expect(again.notices.isEmpty && again.added.isEmpty && again.changed.isEmpty && again.removed.isEmpty, "seed \(seed)")
            #expect(outcome.notices.count <= 1, "seed \(seed)")
            for record in story.memory where record.isOpen { open[record.miner] = record.beganAt }
            for notice in outcome.notices {
                #expect(!(quiet?.contains(minute % 120) ?? false), "seed \(seed)")
                #expect(!notice.opened.isEmpty || !notice.recovered.isEmpty || notice.isRepeat, "seed \(seed)")
                if let last = lastNotice { #expect(minute - last >= 5, "seed \(seed)") }
                lastNotice = minute
                for record in notice.recovered {
                    #expect(wantsRecovery && told.remove(record.miner) != nil, "seed \(seed)")
                }
                for record in notice.opened {
                    #expect(now.micros(since: record.beganAt) >= delay * 60_000_000, "seed \(seed)")
                    #expect(told.insert(record.miner).inserted || !wantsRecovery, "seed \(seed)")
                }
            }
            // Exempt miners end in silence: they may be told of anew.
            told.formIntersection(story.memory.map(\.miner))
        }
    }
}
