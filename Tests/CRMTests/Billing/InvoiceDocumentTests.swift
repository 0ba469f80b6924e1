import PluginKit
import TestSupport
import Testing

@testable import CRM

@Suite struct InvoiceDocumentTests {
    private func document(_ bill: Bill) throws -> InvoiceDocument {
        let currency = try #require(Currency("USD"))
        return try #require(InvoiceDocument(bill, currency: currency))
    }

    @Test("lines are whole cents, credits are negative, and what is nothing is left out")
    func lines() throws {
        let made = try document(Bill(terms: terms(.basePassThrough), period: period()))
        #expect(made.lines.map(\.kind) == [.energy, .base, .uptimeCredit, .curtailmentCredit])
        #expect(made.lines.map(\.amount.text) == ["17423.64", "1440.00", "-651.17", "-70.20"])
        #expect(made.lines[2].quantity == "93.5897")
        #expect([made.subtotal.text, made.tax.text, made.total.text] == ["18142.27", "1496.74", "19639.01"])
    }

    @Test("whatever is billed, the lines add up to the subtotal and that with the tax to the total")
    func sums() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<300 {
            let kind = try #require(ContractKind.allCases.randomElement(using: &source))
            func random(_ range: ClosedRange<Int>, scale: Int) -> Decimal {
                Decimal(Int.random(in: range, using: &source)).divided(
                    by: Decimal(isNegative: false, digits: .powerOfTen(scale), scale: 0), decimals: scale)
            }
            let bill = Bill(
                terms: terms(
                    kind, price: random(0...999_999, scale: 6), fee: random(0...99_999, scale: 3), share: random(0...1_000_000, scale: 4),
                    uptime: random(900_000...1_000_000, scale: 4), credit: random(0...99_999, scale: 6), tax: random(0...250_000, scale: 4)),
                period: period(
                    machines: Int.random(in: 0...6_000, using: &source), watts: random(0...9_999_999, scale: 3), hours: "720",
                    curtailed: random(0...3_600_000, scale: 4), down: random(0...3_600_000, scale: 4),
                    mined: random(0...99_999_999, scale: 3)))
            let made = try document(bill)
            #expect(made.lines.reduce(Int64(0)) { $0 + $1.amount.hundredths } == made.subtotal.hundredths, "seed \(seed)")
            #expect(made.subtotal.hundredths + made.tax.hundredths == made.total.hundredths, "seed \(seed)")
            // Five lines and the tax, each at most half a cent off.
            let difference = made.total.decimal - bill.total
            #expect(difference < "0.05" && -difference < "0.05", "seed \(seed)")
        }
    }

    @Test("an amount beyond what money holds makes no invoice")
    func tooMuch() throws {
        let bill = Bill(terms: terms(.allIn, price: "9999999999"), period: period(kWh: "9999999999"))
        let currency = try #require(Currency("USD"))
        #expect(InvoiceDocument(bill, currency: currency) == nil)
    }
}
