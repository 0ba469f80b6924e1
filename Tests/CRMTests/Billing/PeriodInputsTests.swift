import Testing

@testable import CRM

@Suite struct PeriodInputsTests {
    private let good = [
        "contract_id": "7", "period_from": "2026-10-01", "period_to": "2026-10-31", "machines": "120", "power_watts": "3250",
        "hours": "744",
    ]

    private func faults(_ changes: [String: String]) -> [String] {
        let draft = RecordDraft(good.merging(changes) { _, new in new }, of: PeriodInputs.kind, isNew: true)
        guard case .failure(let error) = PeriodInputs.read(draft) else { return [] }
        return error.faults.map(\.field)
    }

    @Test("what is left out or blank is nothing: no hours down, no meter")
    func standards() throws {
        let inputs = try PeriodInputs.read(RecordDraft(good.merging(["kwh": " "]) { $1 }, of: PeriodInputs.kind, isNew: true)).get()
        #expect(inputs.downHours.isZero && inputs.period.meteredKWh == nil && inputs.period.passedPricePerKWh == nil)
        #expect(inputs.contractId == 7 && inputs.period.machines == 120)
    }

    @Test("what cannot be is refused with its field")
    func refuses() {
        #expect(faults(["hours": "0"]) == ["hours"])
        #expect(faults(["curtailed_hours": "400", "down_hours": "344.0001"]) == ["down_hours"])
        #expect(faults(["curtailed_hours": "400", "down_hours": "344"]).isEmpty)
        #expect(faults(["period_to": "2026-09-30"]) == ["period_to"])
        #expect(faults(["power_watts": ""]) == ["kwh"])
        #expect(faults(["machines": "1.5", "kwh": "-1", "hours": "1e3"]) == ["machines", "hours", "kwh"])
    }

    @Test("no period has more hours than its days, but for one when clocks go back, and none is longer than a quarter")
    func hoursOfThePeriod() {
        #expect(faults(["hours": "745"]).isEmpty)
        #expect(faults(["hours": "745.0001"]) == ["hours"])
        #expect(faults(["period_to": "2026-10-01", "hours": "25"]).isEmpty)
        #expect(faults(["period_to": "2026-10-01", "hours": "744"]) == ["hours"])
        #expect(faults(["period_to": "2026-12-31"]).isEmpty)
        #expect(faults(["period_to": "2027-01-01"]) == ["period_to"])
    }

    @Test("a meter that says zero is not one that says nothing")
    func zeroMeter() throws {
        let inputs = try PeriodInputs.read(RecordDraft(good.merging(["kwh": "0"]) { $1 }, of: PeriodInputs.kind, isNew: true)).get()
        #expect(inputs.period.meteredKWh?.isZero == true)
    }
}
