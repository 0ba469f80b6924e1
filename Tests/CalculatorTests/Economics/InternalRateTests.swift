import TestSupport
import Testing

@testable import Calculator

@Suite("Internal rate of return") struct InternalRateTests {
    private func internalRate(outlay: DoubleDouble, _ amounts: [DoubleDouble]) -> DoubleDouble? {
        InternalRate.rate(outlay: outlay, cash: CashFlows(series: CashSeries(amounts)))
    }

    @Test("the internal rate is found for cash of every shape, steep, flat or negative at first, to the last digits")
    func anyInternalRate() throws {
        var random = SeededRandom(20_261_123)
        var tabled = 0
        for round in 0..<800 {
            let count = Int.random(in: 1...120, using: &random)
            let losses = round % 3 == 0 ? Int.random(in: 0..<count, using: &random) : 0
            let fall = Double.random(in: 0.8...1.02, using: &random)
            var (size, cash) = (Double.random(in: 1e-3...1e6, using: &random), [DoubleDouble]())
            for month in 0..<count {
                cash.append(DoubleDouble(month < losses ? -size * Double.random(in: 0...1, using: &random) : size))
                size *= fall
            }
            let sizes = cash.reduce(0) { $0 + $1.magnitude.double }
            let outlay = DoubleDouble(sizes * Double.random(in: 1e-3...3, using: &random))
            // Its own series, or one that many machines share, of which each has its cost to pay.
            let cost = round % 2 == 0 ? .zero : DoubleDouble(sizes / Double(count) * Double.random(in: 0...3, using: &random))
            let scale = round % 2 == 0 ? .one : DoubleDouble(Double.random(in: 1e-3...1e3, using: &random))
            let flows = CashFlows(series: CashSeries(cash.map { ($0 + cost) / scale }), scale: scale, cost: cost)
            let start = DiscountTable(flows.series).discount(outlay: outlay, cash: flows)
            if start != nil { tabled += 1 }
            for start in [1, start, 1e-3, 50].compactMap(\.self) {
                let rate = try #require(InternalRate.rate(outlay: outlay, cash: flows, start: start), "round \(round), from \(start)")
                let factor = DoubleDouble.one / (.one + rate)
                var (worth, scale) = (DoubleDouble.zero, DoubleDouble.zero)
                for flow in cash.reversed() {
                    worth = (worth + flow) * factor
                    scale = (scale + flow.magnitude + cost) * factor
                }
                #expect((worth - outlay).magnitude < scale * DoubleDouble(2e-26), "round \(round), from \(start): \(rate.double)")
            }
        }
        #expect((100..<800).contains(tabled), "rates in the table and beyond it")
    }

    @Test("there is no internal rate without an outlay, without income, or where cash turns negative again")
    func noInternalRate() {
        #expect(internalRate(outlay: 0, [1, 2]) == nil)
        #expect(internalRate(outlay: 5, [-1, -2]) == nil)
        #expect(internalRate(outlay: 5, [10, -2]) == nil)
        #expect(internalRate(outlay: 100, [-10, 60, 80]) != nil)
    }

    @Test("a rate that outgrows all meaning is none, by the month and by the year")
    func boundlessRate() throws {
        #expect(internalRate(outlay: DoubleDouble(1e-30), [100, 100]) == nil)
        let rate = try #require(internalRate(outlay: DoubleDouble(1e-3), [100]))
        #expect(rate.text(significantDigits: 8) == "99999.000")
        #expect(InternalRate.annual(monthly: rate) == nil)
        #expect(InternalRate.annual(monthly: DoubleDouble(1e32)) == nil)
        #expect(InternalRate.annual(monthly: 1) == 4_095)
    }

    @Test("a rate below zero is found where less comes back than was paid")
    func negativeRate() throws {
        let rate = try #require(internalRate(outlay: 100, [50]))
        #expect(rate.text(significantDigits: 20) == "-0.50000000000000000000")
    }

    @Test("a rate far below zero is found from where the first guess leaps beyond all discounts")
    func nearlyAllLost() throws {
        var cash: [DoubleDouble] = []
        for month in 0..<120 { cash.append(.one / DoubleDouble(4).power(month)) }
        let rate = try #require(internalRate(outlay: DoubleDouble(1e18), cash))
        let factor = DoubleDouble.one / (.one + rate)
        let worth = cash.reversed().reduce(DoubleDouble.zero) { ($0 + $1) * factor }
        #expect((worth / DoubleDouble(1e18) - .one).magnitude < DoubleDouble(1e-24) && rate < 0, "\(rate.double)")
        #expect(internalRate(outlay: DoubleDouble(1e7), [1]) == nil, "a discount beyond all that are looked at")
    }
}
