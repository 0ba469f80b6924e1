import Testing

@testable import CRM

@Suite struct NetworkBookTests {
    private func day(_ number: Int) -> CalendarDay { CalendarDay(number: 18_262 + number) }

    private func network(_ number: Int) -> NetworkDay {
        NetworkDay(day: day(number), difficulty: "1", subsidyBTC: "3.125", feesBTCPerBlock: nil, priceUSD: "100000")
    }

    @Test("a period of which every day is known is covered, in the order of the days, by these alone")
    func whole() {
        let book = NetworkBook([4, 2, 1, 3].map(network))
        #expect(book.cover(from: day(2), to: day(3)) == .whole([network(2), network(3)]))
    }

    @Test("days that are missing are told, those beside each other together")
    func missing() {
        let book = NetworkBook([1, 4, 6].map(network))
        #expect(
            book.cover(from: day(0), to: day(7))
                == .missing([day(0)...day(0), day(2)...day(3), day(5)...day(5), day(7)...day(7)], knowsNothing: false))
        #expect(NetworkBook([]).cover(from: day(1), to: day(3)) == .missing([day(1)...day(3)], knowsNothing: true))
    }

    @Test("a problem names the days for a person")
    func words() {
        var problem = BillingProblem(contractId: "1", client: "A", code: .noNetwork)
        problem.missingDays = [day(2)...day(2), day(9)...day(11)]
        #expect(problem.detail.contains("of 2020-01-03, 2020-01-10 – 2020-01-12. Type mined_revenue"))
    }
}
