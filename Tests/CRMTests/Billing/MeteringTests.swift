import TestSupport
import Testing

@testable import CRM

@Suite struct MeteringTests {
    private func metering(
        machines: Int = 2, kWh: Decimal, untold: Decimal = "0", estimated: Decimal = "0", curtailed: Decimal = "0",
        curtailedEstimated: Decimal = "0", expected: Decimal, shed: Decimal = "0", down: Decimal = "0", idle: Decimal = "0",
        missing: Decimal = "0", nameplate: Decimal = "0", rule: UntoldRule = .estimate, shedRule: UntoldRule = .estimate,
        credited: MachineHours? = nil
    ) -> Metering {
        let hours = MachineHours(expected: expected, curtailed: shed, down: down, idle: idle, missing: missing)
        return Metering(
            machines: machines, machineMonths: MachineMonths(parts: machines * MachineMonths.partsOfMonth), kWh: kWh,
            untoldKWh: untold, estimatedKWh: estimated, curtailedKWh: curtailed, curtailedEstimatedKWh: curtailedEstimated,
            hours: hours, creditedHours: credited ?? hours, machinesMissing: 0, answeredDays: 0, unrecordedDays: 0,
            nameplateWatts: nameplate, gaps: .none, untoldPower: rule, untoldCurtailment: shedRule)
    }

    private func bill(_ terms: ContractTerms, _ meters: Metering, mined: Decimal = "0") -> Bill {
        Bill(terms: terms, period: meters.period(by: terms.kind, passedPricePerKWh: nil, minedRevenue: mined))
    }

    @Test("vector 5, told by meters instead of hours: the same bill to the last digit given")
    func vector() throws {
        let meters = metering(
            machines: 120, kWh: "256230", curtailed: "7020", expected: "86400", shed: "2160", down: "5400")
        #expect(meters.powerWatts == "3250")
        let bill = bill(terms(.basePassThrough), meters)
        for (name, figure) in [
            ("energy", bill.energy), ("sla_credit", bill.uptimeCredit), ("curtailment_credit", bill.curtailmentCredit),
            ("total", bill.total),
        ] {
            let text = try #require(try Vectors.expected(5)[name])
            #expect(figure.rounded(decimals: try #require(Decimal(text)).scale).text == text, "\(name)")
        }
    }

    @Test("kWh are rounded once, to whole Wh, a half away from zero")
    func rounding() {
        #expect(metering(kWh: "1.000499", expected: "24").billedKWh.text == "1.000")
        #expect(metering(kWh: "1.000400", estimated: "0.000100", expected: "24").billedKWh.text == "1.001")
    }

    @Test("energy that no machine told is billed or not as the contract says, and with it what downtime is credited by")
    func untold() {
        func bill(_ rule: UntoldRule) -> Bill {
            let meters = metering(
                kWh: "700", untold: "1400", estimated: "3", expected: "720", down: "20", nameplate: "3000", rule: rule)
            return self.bill(terms(.allIn, uptime: "100"), meters)
        }
        #expect(bill(.estimate).kWh == "2103" && bill(.estimate).period.powerWatts == "3000")
        #expect(bill(.none).kWh == "703" && bill(.none).period.powerWatts == "1000")
        #expect(bill(.none).uptimeCredit * Decimal(3) == bill(.estimate).uptimeCredit)
    }

    private static let noHours = MachineHours(expected: "0", curtailed: "0", down: "0", idle: "0", missing: "0")

    @Test("where nothing was told and nothing of it is billed, downtime is worth nothing, and that is known; of a fee its share")
    func allLeftOut() {
        let out = metering(kWh: "0", untold: "2100", expected: "720", down: "20", rule: .none, credited: Self.noHours)
        #expect(out.billedKWh.isZero && out.creditedWatts.isZero)
        let metered = bill(terms(.allIn, uptime: "100"), out)
        #expect(metered.uptimeCredit.isZero && !metered.lacksPower)
        // 20 of 720 hours of two fees of 12.
        #expect(bill(terms(.flat, uptime: "100"), out).uptimeCredit.rounded(decimals: 6) == "0.666667")
    }

    @Test("beside machines that tell their power, those that tell none and are not billed change no credit, whether they run or not")
    func mixed() {
        // One that tells 3 kW and was down for 20 hours; one that tells nothing, down for none or all of the time.
        let told = MachineHours(expected: "720", curtailed: "0", down: "20", idle: "0", missing: "0")
        let alone = metering(machines: 1, kWh: "2100", expected: "720", down: "20", nameplate: "3500", rule: .none)
        let month: Decimal = "720"
        for down: Decimal in ["0", "300", "720"] {
            let both = metering(
                kWh: "2100", untold: (month - down) * "2", expected: "1440", down: "20" + down, nameplate: "3500", rule: .none,
                credited: told)
            #expect(both.creditedWatts == "3000" && both.powerWatts == "3000", "\(down)")
            let bills = [alone, both].map { bill(terms(.allIn, uptime: "99.5"), $0) }
            #expect(bills[0].uptimeCredit == bills[1].uptimeCredit && !bills[0].uptimeCredit.isZero, "\(down)")
        }
    }

    @Test("of what was curtailed the part that no reading confirms is credited or not as the contract says")
    func curtailedEstimated() {
        func credit(_ rule: UntoldRule) -> Decimal {
            let meters = metering(kWh: "100", curtailed: "10.0004", curtailedEstimated: "4", expected: "720", shedRule: rule)
            return bill(terms(.allIn), meters).curtailmentCredit
        }
        #expect(credit(.estimate) == "0.1" && credit(.none) == "0.06")
    }

    @Test("measured, untold and gap energy together are what is billed, to the Wh; left out, exactly the untold is missing")
    func parts() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        func kWh() -> Decimal {
            Decimal(isNegative: false, digits: Magnitude(UInt64.random(in: 0...9_000_000_000, using: &source)), scale: 6)
        }
        for _ in 0..<500 {
            let (told, untold, gap) = (kWh(), kWh(), kWh())
            let whole = metering(kWh: told, untold: untold, estimated: gap, expected: "720")
            let part = metering(kWh: told, untold: untold, estimated: gap, expected: "720", rule: .none)
            #expect(whole.billedKWh == (told + untold + gap).rounded(decimals: 3), "seed \(seed)")
            #expect(part.billedKWh == (told + gap).rounded(decimals: 3), "seed \(seed)")
        }
    }

    @Test("hours of which nothing is known count neither for the agreed uptime nor against it")
    func missing() {
        func uptime(_ meters: Metering) -> Decimal { bill(terms(.allIn), meters).uptime }
        #expect(uptime(metering(kWh: "270", expected: "100", down: "10")) == "0.9")
        #expect(uptime(metering(kWh: "270", expected: "200", down: "10", missing: "100")) == "0.9")
        #expect(uptime(metering(kWh: "270", expected: "200", shed: "60", down: "10", missing: "40")) == "0.9")
        #expect(uptime(metering(kWh: "0", expected: "100", missing: "100")) == "1")
        #expect(metering(kWh: "0", expected: "100", missing: "100").powerWatts.isZero)
    }

    @Test("machines that are dark all month are credited by their nameplate, with any kind of contract that prices energy")
    func dark() {
        let meters = metering(machines: 1, kWh: "0", expected: "720", down: "720", nameplate: "3000")
        // 2,160 kWh at 0.068, and 97 % of it.
        for kind in [ContractKind.allIn, .basePassThrough, .revenueShare] {
            let bill = bill(terms(kind, uptime: "97"), meters)
            #expect(bill.energy.isZero && bill.uptimeCredit == "142.4736" && !bill.lacksPower, "\(kind)")
        }
    }

    @Test("downtime that no power is known for is told, but where none is needed")
    func noPower() {
        func lacks(_ terms: ContractTerms, _ meters: Metering) -> Bool { bill(terms, meters).lacksPower }
        let dark = metering(kWh: "0", expected: "720", down: "720")
        #expect(lacks(terms(.allIn), dark) && lacks(terms(.basePassThrough), dark))
        #expect(!lacks(terms(.flat), dark), "credited by its fee")
        #expect(!lacks(terms(.allIn, uptime: "0"), dark), "no uptime is agreed")
        #expect(!lacks(terms(.revenueShare, price: "0"), dark), "power costs nothing")
        #expect(!lacks(terms(.allIn), metering(kWh: "0", expected: "720", missing: "720")), "nothing is known to be down")
        #expect(!lacks(terms(.allIn), metering(kWh: "3", expected: "720", down: "719")), "it ran for an hour")
    }

    @Test("a minute without hashing changes what downtime is credited by as little as it changes the energy")
    func fewIdle() {
        let run = metering(machines: 1, kWh: "1400", expected: "720", down: "20", nameplate: "3000")
        #expect(run.creditedWatts == "2000")
        let idle = metering(machines: 1, kWh: "1400.001", expected: "720", down: "20", idle: "0.01", nameplate: "3000")
        #expect(idle.creditedWatts == "2000.001")
    }

    @Test("more downtime, dark or idle, never costs the client more, told by meters, of machines within their nameplate")
    func monotone() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<500 {
            let kind = try #require(ContractKind.allCases.randomElement(using: &source))
            let watts = Int.random(in: 1_000...3_500, using: &source)
            let idleWatts = Int.random(in: 0...watts, using: &source)
            let hours = Int.random(in: 1...744, using: &source)
            let shed = Int.random(in: 0...hours - 1, using: &source)
            let idle = Int.random(in: 0...(hours - shed), using: &source)
            let dark = Int.random(in: 0...(hours - shed - idle), using: &source)
            let lessIdle = Int.random(in: 0...idle, using: &source)
            let lessDark = Int.random(in: 0...dark, using: &source)
            func total(idle: Int, dark: Int) -> Decimal {
                let wattHours = watts * (hours - shed - idle - dark) + idleWatts * idle
                let meters = metering(
                    machines: 1, kWh: Decimal(wattHours).divided(by: "1000", decimals: 3), expected: Decimal(hours), shed: Decimal(shed),
                    down: Decimal(idle + dark), idle: Decimal(idle), nameplate: "3500")
                return bill(terms(kind, share: "10", uptime: "98.5"), meters, mined: "900").total
            }
            // Powers have three decimals, so a month at a price below 0.07 is exact to less than a thousandth.
            #expect(
                total(idle: idle, dark: dark) <= total(idle: lessIdle, dark: lessDark) + "0.001",
                "seed \(seed), \(kind), \(watts) W, \(idleWatts) W, \(hours) h, \(shed) h, \(idle)/\(dark), \(lessIdle)/\(lessDark)")
        }
    }

    @Test("a machine that answers all month and hashes nothing pays what it drew and is credited by its nameplate")
    func idle() {
        let meters = metering(machines: 1, kWh: "72", expected: "720", down: "720", idle: "720", nameplate: "3000")
        #expect(meters.powerWatts == "100" && meters.creditedWatts == "3000")
        let bill = bill(terms(.allIn, uptime: "97"), meters)
        #expect(bill.uptime.isZero)
        // 72 kWh at 0.068, and 97 % of 2,160.
        #expect(bill.energy == "4.896" && bill.uptimeCredit == "142.4736")
    }

    @Test("whatever was read, the readings add up to the line and the lines to the total: no Wh and no cent is lost")
    func sums() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        let currency = try #require(Currency("USD"))
        for _ in 0..<200 {
            let machines = Int.random(in: 1...40, using: &source)
            var (kWh, micro) = (Decimal.zero, UInt64(0))
            for _ in 0..<machines {
                let reading = UInt64.random(in: 0...90_000_000, using: &source)
                micro += reading
                kWh = kWh + Decimal(isNegative: false, digits: Magnitude(reading), scale: 6)
            }
            let hours = Decimal(machines * 24)
            let down = Decimal(Int.random(in: 0...machines, using: &source))
            let price = Decimal(isNegative: false, digits: Magnitude(.random(in: 0...99_999_999, using: &source)), scale: 8)
            let meters = metering(machines: machines, kWh: kWh, expected: hours, down: down)
            let bill = bill(terms(.basePassThrough, price: price), meters)
            let document = try #require(InvoiceDocument(bill, currency: currency))
            // The line's kWh, from whole numbers: a half of a Wh goes up.
            #expect(bill.kWh.text == Decimal(isNegative: false, digits: Magnitude((micro + 500) / 1_000), scale: 3).text, "seed \(seed)")
            #expect(document.lines.reduce(Int64(0)) { $0 + $1.amount.hundredths } == document.subtotal.hundredths, "seed \(seed)")
            #expect(document.subtotal.hundredths + document.tax.hundredths == document.total.hundredths, "seed \(seed)")
        }
    }
}
