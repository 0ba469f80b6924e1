import Testing

@testable import CRM

@Suite struct PriceBookTests {
    private let tariff = PriceBook.Tariff(name: "", currency: "USD")

    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    private func price(_ from: String, _ to: String, _ price: Decimal, _ source: String = "") throws -> PowerPrice {
        PowerPrice(from: try day(from), to: try day(to), pricePerKWh: price, source: source)
    }

    private func cover(_ prices: [PowerPrice], _ from: String, _ to: String) throws -> PriceBook.Cover {
        PriceBook([tariff: prices]).cover(tariff, from: try day(from), to: try day(to))
    }

    @Test("prices are cut to the period, in the order of their days, however they were entered")
    func cut() throws {
        let prices = [try price("2026-10-16", "2026-11-30", "0.07"), try price("2026-09-01", "2026-10-15", "0.06")]
        let expected = [try price("2026-10-01", "2026-10-15", "0.06"), try price("2026-10-16", "2026-10-31", "0.07")]
        #expect(try cover(prices, "2026-10-01", "2026-10-31") == .whole(expected))
        #expect(try cover(prices, "2026-10-16", "2026-10-16") == .whole([try price("2026-10-16", "2026-10-16", "0.07")]))
    }

    @Test("the first day without a price is told: before all, between two, after all, and of another tariff or currency")
    func missing() throws {
        let prices = [try price("2026-10-02", "2026-10-10", "0.06"), try price("2026-10-12", "2026-10-30", "0.07")]
        #expect(try cover(prices, "2026-10-01", "2026-10-31") == .missing(try day("2026-10-01")))
        #expect(try cover(prices, "2026-10-02", "2026-10-31") == .missing(try day("2026-10-11")))
        #expect(try cover(prices, "2026-10-12", "2026-10-31") == .missing(try day("2026-10-31")))
        #expect(try cover([], "2026-10-12", "2026-10-31") == .missing(try day("2026-10-12")))
        let others = PriceBook([
            PriceBook.Tariff(name: "night", currency: "USD"): prices, PriceBook.Tariff(name: "", currency: "EUR"): prices,
        ])
        #expect(others.cover(tariff, from: try day("2026-10-03"), to: try day("2026-10-03")) == .missing(try day("2026-10-03")))
    }

    @Test("neighbours that say the same from the same source are one; from another source they are two lines")
    func joined() throws {
        let same = [try price("2026-10-01", "2026-10-01", "0.06", "a"), try price("2026-10-02", "2026-10-02", "0.060", "a")]
        #expect(try cover(same, "2026-10-01", "2026-10-02") == .whole([try price("2026-10-01", "2026-10-02", "0.06", "a")]))
        let other = [same[0], try price("2026-10-02", "2026-10-02", "0.06", "b")]
        #expect(try cover(other, "2026-10-01", "2026-10-02") == .whole(other))
    }
}
