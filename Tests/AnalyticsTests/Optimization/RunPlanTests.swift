import PluginKit
import Testing

@testable import Analytics

@Suite("Plan of a day") struct RunPlanTests {
    private let miners = [(104.0, 3_068.0), (200, 3_500), (13.5, 1_323)].enumerated().map { index, one in
        OptimizedMiner(
            id: Int64(index + 1), serialNumber: "A\(index)", hashrateTHs: one.0, powerWatts: one.1, isNameplate: false)
    }

    @Test("Without a cap each miner runs while power costs less than its break-even price") func free() {
        let hashprice = 50.0
        let prices = (0..<24).map { Double($0) * 0.01 }
        let plan = RunPlan(miners, prices: prices, hashprice: hashprice, capWatts: nil)
        for (hour, price) in zip(plan.hours, prices) {
            #expect(hour.isOptimal && hour.runs == miners.map { $0.breakEven(hashprice: hashprice) > price })
        }
        // 104 TH/s at 50 USD a PH/s and day: 5.2 USD a day for 73.632 kWh.
        #expect(abs(miners[0].breakEven(hashprice: hashprice) - 5.2 / 73.632) < 1e-12)
        #expect(plan.hours.reduce(0) { $0 + $1.profit } >= plan.profitOfAll)
    }

    @Test("Within a cap the most profitable set runs; negative prices wake even the worst") func capped() {
        let plan = RunPlan(miners, prices: [0.03, -0.5], hashprice: 50, capWatts: 4_900)
        #expect(plan.hours[0].runs == [false, true, false])
        #expect(plan.hours[1].runs == [false, true, true])
        #expect(plan.hours.allSatisfy { $0.powerWatts <= 4_900 })
    }

    @Test("The hashprice is that of the formula") func hashprice() {
        let price = Hashprice.usdPerPHDay(priceUSD: 65_000, difficulty: 124_932_866_006_548, bitcoinsPerBlock: 3.145)
        #expect(abs(price - 32.91631) < 0.0001)
    }

    @Test("Bad terms name every field") func faults() throws {
        let terms = OptimizationTerms(
            try JSONValue(parsing: Array("{\"usd_per_kwh_by_hour\": [1,2], \"cap_kw\": -4, \"site_id\": \"x\"}".utf8)))
        #expect(Set(terms.faults.map(\.field)) == ["usd_per_kwh_by_hour", "cap_kw", "site_id"])
        let empty = OptimizationTerms(try JSONValue(parsing: Array("{}".utf8)))
        #expect(empty.faults.map(\.field) == ["usd_per_kwh"])
        let flat = OptimizationTerms(try JSONValue(parsing: Array("{\"usd_per_kwh\": 0.05, \"cap_kw\": 900}".utf8)))
        #expect(flat.faults.isEmpty && flat.prices.count == 24 && flat.capKilowatts == 900)
    }
}
