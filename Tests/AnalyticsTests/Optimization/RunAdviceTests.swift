import PluginKit
import Testing

@testable import Analytics

@Suite("Advice for a miner") struct RunAdviceTests {
    /// At 50 USD a PH/s and day they pay up to 0.119, 0.0706 and 0.0213 USD a kWh.
    private let miners = [(200.0, 3_500.0), (104, 3_068), (13.5, 1_323)].enumerated().map { index, one in
        OptimizedMiner(id: Int64(index + 1), serialNumber: "A\(index)", hashrateTHs: one.0, powerWatts: one.1, isNameplate: false)
    }

    private func outcome(_ text: String) throws -> OptimizationOutcome {
        let terms = OptimizationTerms(try JSONValue(parsing: Array(text.utf8)))
        #expect(terms.faults.isEmpty)
        return OptimizationOutcome(miners, terms: terms, grossHashprice: 50)
    }

    @Test("At one price a miner runs or sleeps, and the reason tells what it earns and up to which price") func flat() throws {
        let outcome = try outcome("{\"usd_per_kwh\": 0.05}")
        #expect((0..<3).map { outcome.advice($0).kind } == [.run, .run, .sleep])
        #expect((0..<3).map { outcome.advice($0).reason } == [.pays, .pays, .neverPays])
        #expect(outcome.ranked == [2, 1, 0])
        #expect(outcome.advice(2).explanation == "Earns 0.68 USD a day for 1.59 USD of power: it pays below 0.0213 USD a kWh only.")
        #expect(abs(outcome.advice(0).earnsUSDDay - 10) < 1e-9 && abs(outcome.advice(0).costsUSDDay - 4.2) < 1e-9)
    }

    @Test("With prices by the hour it runs in the hours that pay") func hours() throws {
        let prices = (0..<24).map { $0 < 8 ? "0.02" : "0.09" }.joined(separator: ",")
        let outcome = try outcome("{\"usd_per_kwh_by_hour\": [\(prices)]}")
        #expect((0..<3).map { outcome.advice($0).hoursRunning } == [24, 8, 8])
        #expect((0..<3).map { outcome.advice($0).reason } == [.pays, .paysInHours, .paysInHours])
        #expect(outcome.advice(1).kind == .runInHours)
    }

    @Test("Who would pay and sleeps for the power limit is told so") func capped() throws {
        let outcome = try outcome("{\"usd_per_kwh\": 0.05, \"cap_kw\": 4}")
        let advice = outcome.advice(1)
        #expect(advice.kind == .sleep && advice.reason == .capped && advice.hoursPaying == 24 && advice.hoursRunning == 0)
        #expect(advice.explanation == "Would pay in 24 hours, but in 24 of them others earn more within the cap.")
    }

    @Test("The pool's fee lowers what a miner earns") func fee() throws {
        let outcome = try outcome("{\"usd_per_kwh\": 0.05, \"pool_fee_percent\": 50}")
        #expect(outcome.hashprice == 25 && outcome.advice(1).kind == .sleep)
        #expect(outcome.grossHashprice == 50)
    }

    @Test("The page's form takes one price or 24, and its pages keep the terms") func form() {
        let flat = OptimizationForm([("usd_per_kwh", " 0.05 "), ("cap_kw", "900"), ("site_id", "7"), ("page", "3"), ("x", "y")])
        #expect(flat.isAsked && flat.terms.faults.isEmpty)
        #expect(flat.terms.prices == Array(repeating: 0.05, count: 24) && flat.terms.capKilowatts == 900 && flat.terms.siteId == 7)
        #expect(flat.link(page: 2) == "/analytics/optimization?site_id=7&usd_per_kwh=0.05&cap_kw=900&page=2")
        let hours = OptimizationForm([("usd_per_kwh", (0..<24).map { "0.0\($0 % 10)" }.joined(separator: "; "))])
        #expect(hours.terms.faults.isEmpty && hours.terms.prices.count == 24 && hours.terms.prices[13] == 0.03)
        #expect(OptimizationForm([("usd_per_kwh", "1 2 3")]).terms.faults.map(\.field) == ["usd_per_kwh_by_hour"])
        #expect(
            OptimizationForm([("usd_per_kwh", "cheap"), ("cap_kw", "-1")]).terms.faults.map(\.field).sorted() == ["cap_kw", "usd_per_kwh"])
        #expect(!OptimizationForm([("site_id", "7")]).isAsked && !OptimizationForm([]).isAsked)
    }
}
