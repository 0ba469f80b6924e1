import TestSupport
import Testing

@testable import Calculator

@Suite struct OutlookTests {
    private let network = Network(
        difficulty: decimal("125864590119494"), subsidyBTC: decimal("3.125"), feesBTCPerBlock: decimal("0.02"),
        priceUSD: decimal("65279.8"),
        nextHeight: 958_000)
    private var machine: MinerCase {
        var one = MinerCase(hashrateTHs: 200, powerWatts: 3_500)
        one.contract.usdPerKWh = decimal("0.03")
        one.capexUSD = 2_000
        return one
    }

    private func outlook(_ growth: Growth = .none, scheme: PoolScheme = .fpps, months: Int = 36) -> Outlook {
        Outlook(network: network, growth: growth, scheme: scheme, monthCount: months, annualDiscount: decimal("0.1"))
    }

    @Test("the halving comes in the month that holds its height: 92,000 blocks are 21 months and 20 blocks")
    func halving() {
        let months = outlook().months
        #expect(months[20].subsidyBTC == decimal("3.125"))
        #expect(months[21].subsidyBTC == decimal("1.5625"))
        #expect(months[19].btcPerTHs == months[0].btcPerTHs)
        #expect(months[20].btcPerTHs == months[0].btcPerTHs)
        #expect(months[22].btcPerTHs < months[21].btcPerTHs)
    }

    @Test("each scheme pays what it says: PPS the subsidy alone, the others the fees too on average")
    func schemes() {
        let subsidyShare = decimal("3.125") / decimal("3.145")
        for scheme in PoolScheme.allCases {
            let ratio = network.btcPerTHsDay(scheme) / network.btcPerTHsDay(.fpps)
            #expect(ratio.text(significantDigits: 20) == (scheme == .pps ? subsidyShare : .one).text(significantDigits: 20), "\(scheme)")
        }
    }

    @Test("at the break-even prices of coin and power a day ends at zero, under every contract")
    func breakEven() throws {
        for kind in HostingContract.Kind.allCases {
            var one = machine
            one.contract = HostingContract(
                kind: kind, usdPerKWh: decimal("0.05"), usdPerMachineMonth: kind == .basePassThrough ? 9 : 0,
                revenueShare: kind == .revenueShare ? decimal("0.2") : 0)
            let figures = outlook().figures(one)
            let atPrice = outlook().atPrice(try #require(figures.breakEvenPriceUSD)).figures(one)
            #expect(atPrice.profitDay.magnitude < DoubleDouble(1e-24), "\(kind)")
            var atPower = one
            atPower.contract.usdPerKWh = figures.breakEvenUSDPerKWh
            #expect(outlook().figures(atPower).profitDay.magnitude < DoubleDouble(1e-24), "\(kind)")
            let overMonths = outlook().atPrice(try #require(figures.breakEvenPriceOverMonthsUSD)).figures(one)
            #expect(overMonths.profit.magnitude < DoubleDouble(1e-20), "\(kind)")
        }
    }

    @Test("discounted at the internal rate, cash is worth what was paid")
    func internalRate() throws {
        let cash = outlook().cash(machine)
        let rate = try #require(InternalRate.rate(outlay: machine.capexUSD, cash: cash))
        let factor = DoubleDouble.one / (.one + rate)
        let worth = cash.reversed().reduce(DoubleDouble.zero) { ($0 + $1) * factor }
        #expect((worth - machine.capexUSD).magnitude < DoubleDouble(1e-22))
    }

    @Test("the internal rate is found for cash of every shape, steep, flat or negative at first, to the last digits")
    func anyInternalRate() throws {
        var random = SeededRandom(20_261_123)
        for round in 0..<2_000 {
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
            let rate = try #require(InternalRate.rate(outlay: outlay, cash: cash), "round \(round)")
            let factor = DoubleDouble.one / (.one + rate)
            var (worth, scale) = (DoubleDouble.zero, DoubleDouble.zero)
            for flow in cash.reversed() {
                worth = (worth + flow) * factor
                scale = (scale + flow.magnitude) * factor
            }
            #expect((worth - outlay).magnitude < scale * DoubleDouble(1e-26), "round \(round): \(rate.double)")
        }
    }

    @Test("there is no internal rate without an outlay, without income, or where cash turns negative again")
    func noInternalRate() {
        #expect(InternalRate.rate(outlay: 0, cash: [1, 2]) == nil)
        #expect(InternalRate.rate(outlay: 5, cash: [-1, -2]) == nil)
        #expect(InternalRate.rate(outlay: 5, cash: [10, -2]) == nil)
        #expect(InternalRate.rate(outlay: 100, cash: [-10, 60, 80]) != nil)
    }

    @Test("a rate that outgrows all meaning is none, by the month and by the year")
    func boundlessRate() throws {
        #expect(InternalRate.rate(outlay: DoubleDouble(1e-30), cash: [100, 100]) == nil)
        let rate = try #require(InternalRate.rate(outlay: DoubleDouble(1e-3), cash: [100]))
        #expect(rate.text(significantDigits: 8) == "99999.000")
        #expect(InternalRate.annual(monthly: rate) == nil)
        #expect(InternalRate.annual(monthly: DoubleDouble(1e32)) == nil)
        #expect(InternalRate.annual(monthly: 1) == 4_095)
    }

    @Test("a rate below zero is found where less comes back than was paid")
    func negativeRate() throws {
        let rate = try #require(InternalRate.rate(outlay: 100, cash: [50]))
        #expect(rate.text(significantDigits: 20) == "-0.50000000000000000000")
    }

    @Test("payback on the very day counts, and one cent more takes a month longer")
    func payback() {
        let flat = Outlook(
            network: Network(
                difficulty: network.difficulty, subsidyBTC: 3, feesBTCPerBlock: 0, priceUSD: network.priceUSD, nextHeight: nil),
            growth: .none, scheme: .fpps, monthCount: 24, annualDiscount: 0)
        var one = machine
        let month = flat.cash(one)[0]
        one.capexUSD = month * 6
        #expect(flat.figures(one).paybackMonth == 6)
        one.capexUSD = month * 6 + decimal("0.01")
        #expect(flat.figures(one).paybackMonth == 7)
        one.capexUSD = month * 25
        #expect(flat.figures(one).paybackMonth == nil)
    }

    @Test("a grid holds at each place what the calculation alone gives")
    func grid() {
        let prices = Sensitivity.steps(around: network.priceUSD)
        let power = [decimal("0.02"), decimal("0.09")]
        let grid = Sensitivity(machine, outlook: outlook(), pricesUSD: prices, pricesUSDPerKWh: power)
        #expect(prices.count == 9)
        for (row, powerPrice) in power.enumerated() {
            for (column, price) in prices.enumerated() {
                var one = machine
                one.contract.usdPerKWh = powerPrice
                let figures = outlook().atPrice(price).figures(one)
                #expect(grid.profitDay[row][column] == figures.profitDay)
                #expect(grid.netPresentValue[row][column] == figures.netPresentValue)
            }
        }
    }

    @Test("luck is Poisson's: the deviation of the mean's root")
    func luck() {
        let luck = Luck(hashrateTHs: 1_000_000, days: 30, network: network)
        #expect(abs(luck.relativeDeviation - 0.4566815) < 1e-6)
    }
}
