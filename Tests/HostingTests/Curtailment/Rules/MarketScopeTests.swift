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

    @Test("a form has one choice for all sites, a site and a market, and what is chosen goes before the market that stands there")
    func form() throws {
        let terms = try JSONValue(parsing: Array(#"{"target_watts": 5000, "market": " ERCOT North "}"#.utf8))
        for scope in [FleetScope(), FleetScope(siteId: 7), FleetScope(market: ""), FleetScope(market: "ERCOT North")] {
            var form = PlanForm(["target": "5", "site": ScopeChoice.text(scope)])
            form.kept = PlanForm.kept(ofTerms: terms)
            #expect(try PlanDraft(try form.json(), now: Timestamp(unixMicros: 0)).preview.scope == scope)
        }
        #expect(FleetScope.market(ofTerms: terms) == "ERCOT North")
    }

    @Test("a list of prices may name its market, and says what is wrong with one that is no text")
    func list() throws {
        func market(_ text: String) throws -> String? { try PriceList.market(try JSONValue(parsing: Array(text.utf8))) }
        #expect(try market(#"{"items": [], "market": "A"}"#) == "A")
        #expect(try market(#"{"items": [], "market": null}"#) == nil)
        #expect(#expect(throws: PluginError.self) { try market(#"{"market": 7}"#) }?.field == "market")
    }
}
