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

    @Test("discounted at the internal rate, cash is worth what was paid, also where the rate was found by a table")
    func internalRate() throws {
        let cash = outlook().cash(machine)
        let figures = outlook().figures(machine)
        for discounts in [nil, DiscountTable(outlook().usdPerTHsMonth)] {
            let rate = try #require(InternalRates(machine, figures, outlook: outlook(), discounts: discounts).monthly)
            let factor = DoubleDouble.one / (.one + rate)
            let worth = cash.amounts.reversed().reduce(DoubleDouble.zero) { ($0 + $1) * factor }
            #expect((worth - machine.capexUSD).magnitude < DoubleDouble(1e-22))
        }
        #expect(try #require(DiscountTable(outlook().usdPerTHsMonth).discount(outlay: machine.capexUSD, cash: cash)) > 0.5)
    }

    @Test("payback on the very day counts, and one cent more takes a month longer")
    func payback() {
        let flat = Outlook(
            network: Network(
                difficulty: network.difficulty, subsidyBTC: 3, feesBTCPerBlock: 0, priceUSD: network.priceUSD, nextHeight: nil),
            growth: .none, scheme: .fpps, monthCount: 24, annualDiscount: 0)
        var one = machine
        let month = flat.cash(one).amounts[0]
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
