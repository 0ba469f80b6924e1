import PluginKit
import Testing

@testable import CRM

@Suite struct BillingInputsTests {
    private let now = Timestamp(rfc3339: "2026-02-01T02:00:00Z")!

    private func read(_ texts: [String: String], gaps: GapRule = .none, now: Timestamp? = nil) -> Result<BillingInputs, InputFaults> {
        BillingInputs.read(RecordDraft(texts, of: BillingInputs.kind, isNew: true), gaps: gaps, now: now ?? self.now)
    }

    private func faults(_ texts: [String: String], now: Timestamp? = nil) -> [String] {
        guard case .failure(let error) = read(texts, now: now) else { return [] }
        return error.faults.map(\.field)
    }

    @Test("a month is from its first to its last day")
    func months() throws {
        let january = try read(["month": "2026-01"]).get()
        #expect(january.from.text == "2026-01-01" && january.to.text == "2026-01-31" && january.gaps == .none)
        #expect(try read(["month": "2024-02"], gaps: .estimate).get().to.text == "2024-02-29")
        #expect(try read(["month": "2025-12", "gaps": "estimate"]).get().gaps == .estimate)
    }

    @Test("a period counts as over two hours after its last day, when its readings are whole")
    func settled() {
        #expect(faults(["month": "2026-01"]).isEmpty)
        #expect(faults(["month": "2026-01"], now: now.adding(seconds: -1)) == ["period"])
        #expect(faults(["month": "2026-02"]) == ["period"])
    }

    @Test("what cannot be is refused with its field")
    func refuses() {
        #expect(faults([:]) == ["month"])
        #expect(faults(["month": "2026-13"]) == ["month"])
        #expect(faults(["period_from": "2026-01-05"]) == ["month"])
        #expect(faults(["month": "2026-01", "period_from": "2026-01-05"]) == ["month"])
        #expect(faults(["period_from": "2026-01-05", "period_to": "2026-01-04"]) == ["period_to"])
        #expect(faults(["period_from": "2025-01-05", "period_to": "2026-01-04"]) == ["period_to"])
        #expect(faults(["month": "2026-01", "gaps": "guess", "price_per_kwh": "-1"]) == ["gaps", "price_per_kwh"])
    }
}
