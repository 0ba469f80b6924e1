import Testing

@testable import CRM

@Suite struct MoneyTests {
    private func dollars() throws -> Currency { try #require(Currency("USD")) }

    @Test("amounts keep every hundredth, far beyond what a binary fraction holds")
    func exact() throws {
        #expect(Money("9007199254740993.10", currency: try dollars())?.text == "9007199254740993.10")
        #expect(Money("0.1", currency: try dollars())?.hundredths == 10)
        #expect(Money("-12", currency: try dollars())?.text == "-12.00")
    }

    @Test("a third decimal and a seventeenth digit are refused")
    func refuses() throws {
        #expect(Money("0.001", currency: try dollars()) == nil)
        #expect(Money("10000000000000000", currency: try dollars()) == nil)
        #expect(Money("9999999999999999.99", currency: try dollars())?.text == "9999999999999999.99")
    }

    @Test("an exact sum becomes the nearest hundredth")
    func rounds() throws {
        #expect(Money.rounding("19639.00944", currency: try dollars())?.text == "19639.01")
    }

    @Test("a currency is three capital letters", arguments: ["usd", "US", "USDT", "U5D", ""])
    func currencies(code: String) { #expect(Currency(code) == nil) }

    @Test("amounts are kept in hundredths: what has none, or three, or is no currency of ISO 4217 is refused with what is expected")
    func hundredths() throws {
        for code in "JPY KRW VND CLP ISK KWD BHD TND CLF UYW BTC XBT XAU USN XXX HRK QQQ".split(separator: " ").map(String.init) {
            #expect(FieldKind.currency.read(code) == nil, "\(code)")
            let stored = try #require(Currency(code), "what was stored before is read")
            #expect(!stored.hasHundredths)
        }
        for code in ["USD", "EUR", "CNY", "CAD", "NOK", "AED", "KZT", "ETB", "BRL", "XCG", "ZWG"] {
            #expect(FieldKind.currency.read(code) == code)
        }
        let draft = RecordDraft(["client": "Ana", "kind": "flat", "currency": "BTC"], of: .contract, isNew: true)
        #expect(
            draft.faults.map(\.message) == [
                "currency: expected a currency of ISO 4217 that has two decimals, such as USD; amounts are kept in hundredths, found \"BTC\"."
            ])
        let table = RecordTable(Array("starts_on,ends_on,price_per_kwh,currency\n2026-01-01,2026-01-31,9,KRW\n".utf8), of: .price)
        #expect(table.faults.map { [$0.line, $0.column] } == [[2, 4]] && table.faults.first?.found == "KRW" && table.drafts.isEmpty)
    }
}
