import TestSupport
import Testing

@testable import CRM

@Suite struct BillTests {
    @Test("vector 5: the hosting invoice of 120 machines with curtailment and downtime, to the last digit given")
    func givenVector() throws {
        let bill = Bill(terms: terms(.basePassThrough), period: period())
        let figures = [
            "kwh": bill.kWh, "energy": bill.energy, "base": bill.base, "uptime_excl_curtailment": bill.uptime,
            "sla_credit": bill.uptimeCredit,
            "curtailment_credit": bill.curtailmentCredit, "subtotal": bill.subtotal, "tax": bill.tax, "total": bill.total,
        ]
        let expected = try Vectors.expected(5)
        #expect(Set(expected.keys) == Set(figures.keys))
        for (name, text) in expected {
            let decimals = try #require(Decimal(text)).scale
            #expect(figures[name]?.rounded(decimals: decimals).text == text, "\(name)")
        }
        // And no digit stands behind those.
        #expect(bill.total == "19639.00944")
        #expect(bill.uptimeCredit == "651.168")
    }

    @Test("each kind of contract charges what it says and nothing else")
    func kinds() {
        let quiet = period(curtailed: "0", down: "0", kWh: "1000", passed: "0.05", mined: "5000")
        func subtotal(_ kind: ContractKind) -> Decimal { Bill(terms: terms(kind, share: "12.5", uptime: "0"), period: quiet).subtotal }
        #expect(subtotal(.allIn) == "68")
        #expect(subtotal(.flat) == "1440")
        #expect(subtotal(.basePassThrough) == "1490")
        #expect(subtotal(.revenueShare) == "693")
    }

    @Test("a price that is passed through is the contract's where none is told, and an all-in price never changes")
    func passedPrices() {
        #expect(Bill(terms: terms(.basePassThrough), period: period(passed: nil)).pricePerKWh == "0.068")
        #expect(Bill(terms: terms(.allIn), period: period(passed: "0.5")).pricePerKWh == "0.068")
    }

    @Test("a fee is for the machines' days of each month, and a fixed price is credited by what it was")
    func prorated() throws {
        // 100 machines from the 16th of January on: 16 of 31 days of 12 each.
        let (from, to) = (try #require(CalendarDay("2026-01-16")), try #require(CalendarDay("2026-01-31")))
        let half = period(
            hours: "384", curtailed: "0", down: "0", months: MachineMonths(machines: 100, from: from, to: to), kWh: "1000", passed: "0.05")
        #expect(Bill(terms: terms(.flat), period: half).base.rounded(decimals: 2) == "619.35")
        #expect(Bill(terms: terms(.basePassThrough), period: half).subtotal.rounded(decimals: 2) == "669.35")
        #expect(Bill(terms: terms(.allIn), period: half).base.isZero)
        let currency = try #require(Currency("USD"))
        let line = try #require(InvoiceDocument(Bill(terms: terms(.flat), period: half), currency: currency)).lines[0]
        #expect([line.quantity, line.price, line.amount.text] == ["51.6129", "12", "619.35"])
        // 97 % agreed, 87 % kept: a tenth of 619.354….
        let down = period(hours: "100", curtailed: "0", down: "13", months: half.machineMonths)
        #expect(Bill(terms: terms(.flat), period: down).uptimeCredit.rounded(decimals: 2) == "61.94")
    }

    @Test("curtailment does not count against the agreed uptime; a month without an hour to run has no shortfall")
    func curtailment() {
        #expect(Bill(terms: terms(.allIn), period: period(curtailed: "700", down: "0")).uptimeCredit.isZero)
        let none = Bill(terms: terms(.allIn), period: period(curtailed: "720", down: "0"))
        #expect(none.uptime == "1" && none.uptimeCredit.isZero && none.energy.isZero)
        #expect(none.curtailmentCredit == "2808")
    }

    @Test("a credit by a power that nobody told is known as such: for hours down below the agreed uptime, and for hours curtailed")
    func unknownPower() {
        func bill(_ kind: ContractKind, watts: Decimal = "0", curtailed: Decimal, down: Decimal, credit: Decimal = "0.010") -> Bill {
            Bill(terms: terms(kind, credit: credit), period: period(watts: watts, curtailed: curtailed, down: down, kWh: "1000"))
        }
        #expect(bill(.allIn, curtailed: "0", down: "45").lacksPower)
        #expect(!bill(.allIn, watts: "3250", curtailed: "0", down: "45").lacksPower)
        #expect(!bill(.allIn, curtailed: "0", down: "1").lacksPower, "within what the agreed uptime allows")
        #expect(!bill(.flat, curtailed: "0", down: "45").lacksPower, "credited by the fee")
        #expect(bill(.flat, curtailed: "18", down: "0").lacksCurtailedPower)
        #expect(!bill(.flat, curtailed: "18", down: "0", credit: "0").lacksCurtailedPower)
        #expect(!bill(.flat, watts: "3250", curtailed: "18", down: "0").lacksCurtailedPower)
        #expect(!bill(.allIn, curtailed: "0", down: "0").lacksCurtailedPower)
    }

    @Test("a fixed price is credited by the share that its uptime falls short")
    func flatCredit() {
        // 97 % agreed, 87 % kept: a tenth of 1,440.
        #expect(Bill(terms: terms(.flat), period: period(hours: "100", curtailed: "0", down: "13")).uptimeCredit == "144")
    }

    @Test("an uptime as agreed gives no credit, one second below it gives some")
    func edge() {
        #expect(Bill(terms: terms(.allIn), period: period(hours: "100", curtailed: "0", down: "3")).uptimeCredit.isZero)
        #expect(Bill(terms: terms(.allIn), period: period(hours: "100", curtailed: "0", down: "3.0003")).uptimeCredit > .zero)
    }

    @Test("more downtime never costs the client more, in any contract")
    func monotone() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<300 {
            let kind = try #require(ContractKind.allCases.randomElement(using: &source))
            let hours = Int.random(in: 1...744, using: &source)
            let curtailed = Int.random(in: 0...hours, using: &source)
            let down = Int.random(in: 0...(hours - curtailed), using: &source)
            let less = Int.random(in: 0...down, using: &source)
            func total(_ down: Int) -> Decimal {
                Bill(
                    terms: terms(kind, share: "10", uptime: "98.5"),
                    period: period(hours: Decimal(hours), curtailed: Decimal(curtailed), down: Decimal(down), mined: "900")
                ).total
            }
            #expect(total(down) <= total(less), "seed \(seed), \(kind), \(hours) h, \(curtailed) h, \(down) h, \(less) h")
        }
    }
}
