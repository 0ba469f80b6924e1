import PluginKit
import Testing

@testable import Calculator

/// The acceptance vectors, to the last digit given.
@Suite struct GivenVectorTests {
    private func network(_ given: [String: String], difficulty: String = "difficulty") -> Network {
        Network(
            difficulty: decimal(given[difficulty]!), subsidyBTC: decimal(given["subsidy_btc"] ?? "3.125"),
            feesBTCPerBlock: decimal(given["fees_btc_per_block"]!), priceUSD: decimal(given["price"] ?? "1"), nextHeight: nil)
    }

    private func expect(
        _ values: [String: DoubleDouble], _ expected: [String: String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (name, value) in values {
            let text = expected[name] ?? "no such figure"
            #expect(value.text(like: text) == text, "\(name)", sourceLocation: sourceLocation)
        }
    }

    @Test("vector 1: a day of an S19 Pro at FPPS, power scaled by uptime")
    func day() throws {
        let (given, expected) = Vectors.vector(1)
        var one = MinerCase(hashrateTHs: decimal(given["ths"]!), powerWatts: decimal(given["watts"]!))
        one.uptime = decimal(given["uptime"]!)
        one.poolFee = decimal(given["pool_fee"]!)
        one.contract.usdPerKWh = decimal(given["usd_per_kwh"]!)
        let figures = Outlook(network: network(given), growth: .none, scheme: .fpps, monthCount: 1, annualDiscount: .zero).figures(one)
        let values = [
            "gross_btc_day_100pct": figures.grossBTCDay, "net_btc_day": figures.netBTCDay, "revenue_usd_day": figures.revenueDay,
            "kwh_day": figures.kWhDay, "power_usd_day": figures.costDay, "profit_usd_day": figures.profitDay,
            "breakeven_usd_per_kwh": figures.breakEvenUSDPerKWh, "breakeven_price_usd": try #require(figures.breakEvenPriceUSD),
            "j_per_th": one.efficiencyJTH,
        ]
        #expect(Set(values.keys) == Set(expected.keys))
        expect(values, expected)
    }

    @Test("vector 2: hashprice, implied network and what a megawatt hour earns")
    func hashprice() {
        let (given, expected) = Vectors.vector(2)
        let network = network(given)
        var values = [
            "sat_per_th_day": network.satoshiPerTHsDay(), "usd_per_ph_day": network.hashpriceUSDPerPHsDay(),
            "implied_network_ehs_at_600s": network.impliedHashrateEHs,
        ]
        for efficiency in ["17.5", "29.5", "38"] {
            values["revenue_usd_per_mwh_at_\(efficiency)_jth"] = network.strikePriceUSDPerMWh(efficiencyJTH: decimal(efficiency))
        }
        #expect(Set(values.keys) == Set(expected.keys))
        expect(values, expected)
    }

    @Test("vector 3: 720 days through 51 retargets and a halving, block by block")
    func walk() {
        let (given, expected) = Vectors.vector(3)
        var network = network(given, difficulty: "difficulty_at_tip")
        let height = Int(given["tip_height_next_block"]!)!
        network.nextHeight = height
        var walk = RewardWalk(network, retargetFactor: decimal(given["growth_per_retarget"]!))
        let blocks = Int(given["days"]!)! * SubsidySchedule.blocksPerDay
        let reward = walk.advance(blocks: blocks)
        expect(
            ["btc_total": (reward.subsidyBTC + reward.feesBTC) * decimal(given["ths"]!), "final_difficulty": walk.difficulty], expected)
        let halving = SubsidySchedule.nextHalving(after: height)
        #expect(String(halving) == expected["halving_height"])
        #expect(String(halving - height) == expected["blocks_to_halving"])
        expect(["days_to_halving_at_600s": DoubleDouble(halving - height) / DoubleDouble(SubsidySchedule.blocksPerDay)], expected)
    }

    @Test("vector 4: 36 months of an S21 Pro with ROI, NPV, IRR and payback")
    func months() throws {
        let (given, expected) = Vectors.vector(4)
        var one = MinerCase(hashrateTHs: 234, powerWatts: 3_510)
        one.poolFee = decimal(given["pool_fee"]!)
        one.contract.usdPerKWh = decimal(given["usd_per_kwh"]!)
        one.capexUSD = decimal(given["capex"]!)
        let growth = Growth(difficultyFactor: decimal(given["monthly_difficulty_factor"]!))
        let outlook = Outlook(
            network: network(given), growth: growth, scheme: .fpps, monthCount: Int(given["months"]!)!,
            annualDiscount: decimal(given["annual_discount"]!))
        let (figures, cash) = (outlook.figures(one), outlook.cash(one))
        let rate = try #require(InternalRate.rate(outlay: figures.capex, cash: cash))
        let values = [
            "month1_cash": cash.amounts[0], "month36_cash": cash.amounts[35], "cumulative_cash": figures.cash,
            "roi_pct": try #require(figures.returnPercent),
            "npv": figures.netPresentValue, "irr_monthly": rate,
        ]
        #expect(Set(values.keys).union(["payback_month"]) == Set(expected.keys))
        expect(values, expected)
        #expect(figures.paybackMonth.map(String.init) == expected["payback_month"])
    }

    @Test("vector 5: a hosted month with downtime, curtailment and tax")
    func hostedMonth() {
        let expected = Vectors.vector(5).expected
        let month = HostedMonth(
            machines: 120, powerWatts: 3_250, hours: 720, curtailedHours: 18, downHours: 45, usdPerKWh: decimal("0.068"), usdPerMachine: 12,
            agreedUptime: decimal("0.97"), curtailmentCreditUSDPerKWh: decimal("0.010"), taxRate: decimal("0.0825"))
        let values = [
            "kwh": month.kWh, "energy": month.energyUSD, "base": month.baseUSD, "uptime_excl_curtailment": month.uptimeWithoutCurtailment,
            "sla_credit": month.uptimeCreditUSD, "curtailment_credit": month.curtailmentCreditUSD, "subtotal": month.subtotalUSD,
            "tax": month.taxUSD, "total": month.totalUSD,
        ]
        #expect(Set(values.keys) == Set(expected.keys))
        expect(values, expected)
    }

    @Test("vector 6: the strike price of each model after a pool's two percent")
    func strikePrices() throws {
        let network = network(Vectors.vector(2).given)
        let expected = Vectors.vector(6).expected
        #expect(expected.count == 6)
        for (name, price) in expected {
            // Such as "S19j Pro 104TH/3068W".
            let plate = try #require(name.split(separator: " ").last).split(separator: "/")
            let efficiency = decimal(String(plate[1].dropLast())) / decimal(String(plate[0].dropLast(2)))
            #expect(network.strikePriceUSDPerMWh(efficiencyJTH: efficiency, poolFee: decimal("0.02")).text(like: price) == price, "\(name)")
        }
    }

    @Test("vector 7: 1 EH/s alone for 30 days")
    func solo() {
        let expected = Vectors.vector(7).expected
        let luck = Luck(hashrateTHs: 1_000_000, days: 30, network: network(Vectors.vector(2).given))
        expect(
            ["expected_blocks": luck.expectedBlocks, "p_at_least_one": DoubleDouble(luck.probabilityOfABlock)], expected)
        #expect(expected.count == 2)
    }

    @Test("the subsidy at every halving, down to nothing, and the supply that they add up to")
    func halvings() {
        let halvings = Vectors.given["halvings"]!.array!
        #expect(halvings.count == 34)
        var supply: Int64 = 0
        for halving in halvings {
            let height = Int(halving["height"]!.integer!)
            #expect(Int64(SubsidySchedule.subsidySatoshi(at: height)) == halving["subsidy_sat"]!.integer)
            if height > 0 { #expect(SubsidySchedule.subsidySatoshi(at: height - 1) > SubsidySchedule.subsidySatoshi(at: height)) }
            supply += Int64(SubsidySchedule.subsidySatoshi(at: height) * SubsidySchedule.blocksPerHalving)
        }
        #expect(supply == Vectors.given["constants"]!["max_supply_sat"]!.integer)
        #expect(SubsidySchedule.subsidySatoshi(at: 64 * 210_000) == 0)
    }
}
