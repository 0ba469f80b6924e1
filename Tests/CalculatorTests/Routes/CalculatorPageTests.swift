import Foundation
import PluginKit
import TestSupport
import Testing

@testable import Calculator

@Suite struct CalculatorPageTests {
    private struct Refused: Error { let faults: [FieldFault] }

    private func link(_ texts: [String: String], live: LiveMarket) throws -> String {
        var reader = InputReader(texts)
        let inputs = CalculationInputs.read(&reader, live: live, catalogue: World.catalogue)
        guard let inputs, let grid = SensitivityInputs.read(&reader, inputs) else { throw Refused(faults: reader.faults) }
        var json = JSONWriter()
        json.object { CalculatorPage(Calculation(inputs, live: live), grid: grid, texts: texts).write(to: &$0) }
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

    /// What a browser sends of the form: the names of its fields, as the templates have them.
    private static func formNames() throws -> Set<String> {
        let pages = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Plugins/Calculator/pages")
        let form = try String(contentsOf: pages.appendingPathComponent("calculator.mustache"), encoding: .utf8)
        let parts = form.matches(of: /{{> (fields_[a-z]+)}}/).map { String($0.1) }
        let templates = try parts.map { try String(contentsOf: pages.appendingPathComponent($0 + ".mustache"), encoding: .utf8) }
        return Set(templates.flatMap { $0.matches(of: /\sname="([a-z_]+)"/).map { String($0.1) } })
    }

    @Test("form, link, form: every field comes back as it was given, whatever is given and whatever is stored")
    func identity() throws {
        let names = try Self.formNames()
        #expect(names == CalculatorForm.names, "the form has a field for each input")
        var random = SeededRandom(20_261_123)
        func pick(_ choices: String...) -> String { choices.randomElement(using: &random) ?? "" }
        for _ in 0..<300 {
            let contract = pick("all_in", "base_pass_through", "revenue_share")
            // With a height its own subsidy alone is right; a subsidy alone belongs to no height, from which retargets are counted.
            let height = pick("", "958000")
            let subsidy = height.isEmpty ? pick("", "1.5625") : pick("", "3.125")
            let every = height.isEmpty && !subsidy.isEmpty ? "month" : pick("month", "retarget")
            let given = [
                "model": pick("s21", "m30", "Antminer S21"), "hashrate_ths": pick("", "110", "0.5"), "power_watts": pick("", " 3250"),
                "quantity": pick("", "1", "250"), "uptime_percent": pick("", "98.5"), "pool_fee_percent": pick("", "2"),
                "contract": contract, "usd_per_kwh": pick("0.06", "0.0612345"), "usd_per_machine_month": pick("12", "150.25"),
                "revenue_share_percent": pick("10", "7.5"), "capex_usd": pick("", "3510"),
                "price_usd": pick("", "65279.8"), "difficulty": pick("", "125864590119494"),
                "subsidy_btc": subsidy,
                "fees_btc_per_block": pick("", "0.02"), "next_height": height,
                "months": pick("", "12"), "difficulty_growth_percent": pick("", "-1.5"),
                "difficulty_growth_every": every,
                "price_growth_percent": pick("", "0.7"), "discount_percent": pick("", "8"), "pool_scheme": pick("fpps", "pplns", "solo"),
                "pool_hashrate_ehs": pick("", "35.5"),
                "prices_usd": pick("", "50000", "40000, 65279.8,118000 "), "prices_usd_per_kwh": pick("", "0.05,0.10", "0.061"),
            ]
            #expect(Set(given.keys) == names)
            let link = try link(given, live: World.market)
            let back = FieldTexts.of(QueryString.items(Array(link.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())))
            for (name, text) in given where !text.trimmingSpaces.isEmpty {
                #expect(back[name] == text.trimmingSpaces, "\(name) by \(link)")
            }
            // What was left blank is blank still, or what was taken from the stored market.
            for name in names where given[name]?.trimmingSpaces.isEmpty == true {
                let stored = MarketMetric.allCases.first { $0.field.name == name }.flatMap { World.market.text(for: $0) }
                #expect(back[name] == nil || back[name] == stored, "\(name) by \(link)")
            }
            #expect(try self.link(back, live: World.noMarket) == link)
            #expect(try Self.shown(back, World.noMarket) == Self.shown(given, World.market))
        }
    }

    /// Figures and grid, as they are shown.
    private static func shown(_ texts: [String: String], _ live: LiveMarket) throws -> [UInt8] {
        var reader = InputReader(texts)
        let inputs = try #require(CalculationInputs.read(&reader, live: live, catalogue: World.catalogue), "\(texts)")
        let grid = try #require(SensitivityInputs.read(&reader, inputs))
        var json = JSONWriter()
        json.object { json in
            FigureWriter.write(inputs.outlook.figures(inputs.machine), to: &json)
            SensitivityInputs.write(grid, to: &json)
        }
        return json.bytes
    }
}
