import Testing

@testable import CRM

@Suite struct PowerPartTests {
    private func price(_ from: String, _ to: String, _ price: Decimal) throws -> PowerPrice {
        PowerPrice(from: try #require(CalendarDay(from)), to: try #require(CalendarDay(to)), pricePerKWh: price, source: "bill")
    }

    @Test("each price gets the energy of its own days, rounded once to whole Wh")
    func parts() throws {
        let prices = [try price("2026-10-01", "2026-10-02", "0.05"), try price("2026-10-03", "2026-10-03", "0.09")]
        let parts = PowerPart.all(prices, dayKWh: ["1.000400", "1.000200", "7"])
        #expect(parts.map(\.kWh.text) == ["2.001", "7.000"])
        #expect(PowerPart.all([], dayKWh: ["1"]).isEmpty)
    }

    @Test("a bill charges each part its price, and credits downtime at the mean of them")
    func bill() throws {
        let prices = [try price("2026-10-01", "2026-10-02", "0.05"), try price("2026-10-03", "2026-10-03", "0.09")]
        var month = period(machines: 1, watts: "1000", hours: "100", curtailed: "0", down: "50")
        month.powerParts = PowerPart.all(prices, dayKWh: ["20", "10", "20"])
        let bill = Bill(terms: terms(.basePassThrough, price: "0", fee: "0", uptime: "100"), period: month)
        #expect(bill.kWh == "50" && bill.energy == "3.3" && bill.pricePerKWh == "0.066")
        // Half of 100 kWh at the mean price.
        #expect(bill.uptimeCredit == "3.3")
        #expect(Bill(terms: terms(.allIn, price: "0.1"), period: month).energy == "5", "other contracts have their own price")
    }

    @Test("an invoice has a line for each price, with its days, and the lines add up")
    func lines() throws {
        let prices = [try price("2026-10-01", "2026-10-02", "0.055"), try price("2026-10-03", "2026-10-03", "0.095")]
        var month = period(machines: 1, watts: "1000", hours: "72", curtailed: "0", down: "0")
        month.powerParts = PowerPart.all(prices, dayKWh: ["24.1", "24.2", "23.7"])
        let currency = try #require(Currency("USD"))
        let bill = Bill(terms: terms(.basePassThrough, price: "0", tax: "0"), period: month)
        let document = try #require(InvoiceDocument(bill, currency: currency))
        #expect(document.lines.map(\.amount.text) == ["2.66", "2.25", "12.00"])
        #expect(document.lines.map(\.quantity) == ["48.3", "23.7", "1"])
        #expect(document.lines.map { $0.power?.to.text } == ["2026-10-02", "2026-10-03", nil])
        #expect(document.subtotal.text == "16.91")
    }

    @Test("a month without energy is credited nothing and divides by nothing")
    func nothing() throws {
        var month = period(machines: 1, watts: "0", hours: "72", curtailed: "0", down: "72")
        month.powerParts = PowerPart.all(
            [try price("2026-10-01", "2026-10-01", "0.05"), try price("2026-10-02", "2026-10-02", "0.06")], dayKWh: ["0", "0"])
        let bill = Bill(terms: terms(.basePassThrough, price: "0", fee: "0"), period: month)
        #expect(bill.energy.isZero && bill.uptimeCredit.isZero && bill.pricePerKWh == "0.05")
    }
}
