import PluginKit
import Testing

@testable import Hosting

@Suite("The market of a curtailment rule")
struct MarketScopeTests {
    private func draft(_ terms: String) throws -> PreviewDraft { try PreviewDraft(try JSONValue(parsing: Array(terms.utf8))) }

    @Test("terms name a market or a site, not both, and spaces around a name count for nothing")
    func terms() throws {
        #expect(try draft(#"{"target_watts": 5, "market": " ERCOT North "}"#).scope == FleetScope(market: "ERCOT North"))
        #expect(try draft(#"{"target_watts": 5, "market": ""}"#).scope == FleetScope(market: ""))
        #expect(try draft(#"{"target_watts": 5, "market": null, "site": "7"}"#).scope == FleetScope(siteId: 7))
        let both = #expect(throws: PluginError.self) { try draft(#"{"target_watts": 5, "market": "A", "site": "7"}"#) }
        #expect(both?.field == "market")
        let long = #"{"target_watts": 5, "market": "\#(String(repeating: "x", count: 101))"}"#
        #expect(#expect(throws: PluginError.self) { try draft(long) }?.field == "market")
    }

    @Test("a form leaves the market that only the interface sets")
    func form() throws {
        let terms = try JSONValue(parsing: Array(#"{"target_watts": 5000, "market": "ERCOT North"}"#.utf8))
        var form = PlanForm(["target": "5"])
        form.kept = PlanForm.kept(ofTerms: terms)
        #expect(try form.json()["market"]?.string == "ERCOT North")
        form = PlanForm(["target": "5", "site": "7"])
        form.kept = PlanForm.kept(ofTerms: terms)
        #expect(try form.json()["market"] == nil, "a site that is chosen goes before it")
    }

    @Test("a list of prices may name its market, and says what is wrong with one that is no text")
    func list() throws {
        func market(_ text: String) throws -> String? { try PriceList.market(try JSONValue(parsing: Array(text.utf8))) }
        #expect(try market(#"{"items": [], "market": "A"}"#) == "A")
        #expect(try market(#"{"items": [], "market": null}"#) == nil)
        #expect(#expect(throws: PluginError.self) { try market(#"{"market": 7}"#) }?.field == "market")
    }
}
