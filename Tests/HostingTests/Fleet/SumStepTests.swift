import PluginKit
import Testing

@testable import Hosting

@Suite("What is still to be summed of a fleet's roll-ups")
struct SumStepTests {
    private let now = Timestamp(unixMicros: 1_800_000_000_000_000)

    @Test("spans begin after the newest bucket that was summed, follow each other without a gap and end now", arguments: [0, 1, 2])
    func contiguous(_ index: Int) throws {
        let step = SumStep.all[index]
        for last in [nil, now.adding(seconds: -3 * 86_400), now.adding(seconds: -1_000 * 86_400)] {
            let spans = step.spans(after: last, now: now)
            #expect(spans.last?.until == now)
            for (span, next) in zip(spans, spans.dropFirst()) { #expect(span.until == next.from && span.from < span.until) }
        }
        let last = now.adding(seconds: -3 * 86_400)
        #expect(step.spans(after: last, now: now).first?.from == last.adding(seconds: Double(step.seconds)))
    }

    @Test("nothing is to do before the next bucket begins, and nothing is asked of a time that the roll-up does not keep")
    func bounds() {
        for step in SumStep.all {
            #expect(step.spans(after: now.adding(seconds: -1), now: now).isEmpty)
            let oldest = step.spans(after: now.adding(seconds: -20_000 * 86_400), now: now).first?.from
            #expect(oldest == step.spans(after: nil, now: now).first?.from)
        }
    }
}
