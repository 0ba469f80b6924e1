import TestSupport
import Testing

@testable import CRM

@Suite struct PriceRulesTests {
    private func draft(_ from: String, _ to: String, tariff: String = "", currency: String = "") -> RecordDraft {
        RecordDraft(
            ["starts_on": from, "ends_on": to, "price_per_kwh": "0.06", "tariff": tariff, "currency": currency], of: .price, isNew: true)
    }

    @Test("a price ends on its first day or later, at most a leap year long")
    func days() {
        #expect(PriceRules.fault(of: draft("2026-10-01", "2026-10-01")) == nil)
        #expect(PriceRules.fault(of: draft("2026-10-02", "2026-10-01"))?.field == "ends_on")
        #expect(PriceRules.fault(of: draft("2028-01-01", "2028-12-31")) == nil)
        #expect(PriceRules.fault(of: draft("2026-01-01", "2027-01-02"))?.field == "ends_on")
    }

    @Test("rows that share a day clash in any order, those of another tariff or currency do not")
    func clashes() {
        let drafts = [
            draft("2026-10-10", "2026-10-20"), draft("2026-10-01", "2026-10-09"), draft("2026-10-20", "2026-10-25"),
            draft("2026-10-01", "2026-10-31"), draft("2026-10-21", "2026-10-31"), draft("2026-10-10", "2026-10-20", tariff: "night"),
            draft("2026-10-10", "2026-10-20", currency: "EUR"), draft("2026-10-05", "2026-10-05", currency: "USD"),
        ]
        let found = PriceRules.clashes(drafts)
        #expect(found.map(\.place) == [2, 3, 7])
        #expect(found.map(\.other) == [0, 1, 1])
    }

    @Test("however rows lie, what is kept shares no day and what is left out shares one with something kept")
    func clashesOfAny() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        let start = try #require(CalendarDay("2026-01-01"))
        for _ in 0..<100 {
            let spans = (0..<30).map { _ in
                let from = Int.random(in: 0...300, using: &source)
                return from...(from + Int.random(in: 0...30, using: &source))
            }
            let drafts = spans.map { draft(start.adding(days: $0.lowerBound).text, start.adding(days: $0.upperBound).text) }
            let bad = Dictionary(uniqueKeysWithValues: PriceRules.clashes(drafts).map { ($0.place, $0.other) })
            let kept = spans.indices.filter { bad[$0] == nil }
            for (place, other) in bad { #expect(spans[place].overlaps(spans[other]) && bad[other] == nil, "seed \(seed)") }
            for one in kept {
                for other in kept where other > one { #expect(!spans[one].overlaps(spans[other]), "seed \(seed)") }
            }
        }
    }

    @Test("a table of prices tells the fault of a pair of days with its line and column")
    func table() {
        let text = "starts_on;ends_on;price_per_kwh\n2026-10-01;2026-10-31;0.06\n2026-11-02;2026-11-01;0.07\n2026-12-01;;-1\n"
        let read = RecordTable(Array(text.utf8), of: .price)
        #expect(read.drafts.count == 1 && read.badRows == 2)
        #expect(read.faults.map { [$0.line, $0.column] } == [[3, 2], [4, 2], [4, 3]])
        #expect(RecordTable(Array("starts_on;ends_on\n".utf8), of: .price).faults.map(\.field) == ["price_per_kwh"])
    }
}
