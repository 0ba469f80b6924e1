import PluginKit
import Testing

@testable import Calculator

@Suite struct CalculatorPageTests {
    private func link(_ texts: [String: String], live: LiveMarket) throws -> String {
        let inputs = try #require(World.read(texts, live: live).inputs)
        var json = JSONWriter()
        json.object { CalculatorPage(Calculation(inputs, live: live), texts: texts).write(to: &$0) }
        return try #require(try JSONValue(parsing: json.bytes).object?["result"]?.object?["share_link"]?.string)
    }

    @Test("a link to share carries what was taken from the stored market, and gives the same figures where nothing is stored")
    func share() throws {
        let texts = ["model": "s21", "usd_per_kwh": "0.05", "price_usd": " ", "fees_btc_per_block": "0.1"]
        let link = try link(texts, live: World.market)
        #expect(
            link == "/calculator?difficulty=125864590119494&fees_btc_per_block=0.1&model=s21&next_height=958000&price_usd=65279.8"
                + "&usd_per_kwh=0.05")
        let shared = FieldTexts.of(QueryString.items(Array(link.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())))
        let (here, there) = (try #require(World.read(texts, live: World.market).inputs), try #require(World.read(shared).inputs))
        #expect(there.outlook.figures(there.machine).netPresentValue == here.outlook.figures(here.machine).netPresentValue)
        #expect(try self.link(shared, live: World.noMarket) == link)
    }
}
