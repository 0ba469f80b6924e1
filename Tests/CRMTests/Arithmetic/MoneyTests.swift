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
}
