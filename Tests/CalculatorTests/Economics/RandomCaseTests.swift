import PluginKit
import Testing

@testable import Calculator

/// Calculations that another program did in exact rational arithmetic (Vectors/make_random_cases.py).
@Suite struct RandomCaseTests {
    @Test("400 random cases are the exact result rounded to 18 digits, in every figure")
    func exact() throws {
        #expect(Vectors.random.count == 400)
        for (index, vector) in Vectors.random.enumerated() {
            let given = Vectors.texts(vector["in"]!)
            let expected = Vectors.texts(vector["out"]!)
            let (one, outlook) = try #require(Self.read(given))
            let figures = outlook.figures(one)
            let values = [
                "net_btc_day": figures.netBTCDay, "revenue_usd_day": figures.revenueDay, "profit_usd_day": figures.profitDay,
                "cost_usd_day": figures.costDay, "break_even_price_usd": try #require(figures.breakEvenPriceUSD),
                "break_even_usd_per_kwh": figures.breakEvenUSDPerKWh, "net_btc": figures.netBTC, "cash_usd": figures.cash,
                "profit_usd": figures.profit, "return_percent": try #require(figures.returnPercent),
            ]
            for (name, value) in values { #expect(value.text(significantDigits: 18) == expected[name], "case \(index), \(name)") }
            #expect(figures.paybackMonth.map(String.init) == expected["payback_month"], "case \(index)")
            let sum = outlook.cash(one).amounts.reduce(DoubleDouble.zero, +)
            #expect(sum.text(significantDigits: 18) == expected["cash_usd"], "case \(index), months")
        }
    }

    static func read(_ given: [String: String]) -> (MinerCase, Outlook)? {
        guard let height = given["next_height"].flatMap({ Int($0) }), let scheme = given["scheme"].flatMap(PoolScheme.init),
            let cadence = given["cadence"].flatMap(Growth.Cadence.init), let months = given["months"].flatMap({ Int($0) })
        else { return nil }
        let network = Network(
            difficulty: decimal(given["difficulty"]!), subsidyBTC: SubsidySchedule.subsidyBTC(at: height),
            feesBTCPerBlock: decimal(given["fees_btc_per_block"]!), priceUSD: decimal(given["price_usd"]!), nextHeight: height)
        let growth = Growth(
            difficultyFactor: decimal(given["difficulty_factor"]!), cadence: cadence, monthlyPriceFactor: decimal(given["price_factor"]!))
        var one = MinerCase(hashrateTHs: decimal(given["hashrate_ths"]!), powerWatts: decimal(given["power_watts"]!))
        one.quantity = Int(given["quantity"]!)!
        one.uptime = decimal(given["uptime"]!)
        one.poolFee = decimal(given["pool_fee"]!)
        one.capexUSD = decimal(given["capex_usd"]!)
        one.contract = HostingContract(
            kind: .revenueShare, usdPerKWh: decimal(given["usd_per_kwh"]!), usdPerMachineMonth: decimal(given["usd_per_machine_month"]!),
            revenueShare: decimal(given["revenue_share"]!))
        return (one, Outlook(network: network, growth: growth, scheme: scheme, monthCount: months, annualDiscount: .zero))
    }
}
