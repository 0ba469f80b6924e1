import PluginKit
import Testing

@testable import Calculator

@Suite struct ComparisonInputsTests {
    private func read(models: String) -> (ids: [String]?, faults: [FieldFault]) {
        var texts = World.complete.merging(["models": models]) { $1 }
        (texts["hashrate_ths"], texts["power_watts"]) = (nil, nil)
        var reader = InputReader(texts)
        let comparison = ComparisonInputs.read(&reader, live: World.noMarket, catalogue: World.catalogue)
        return (comparison?.entries.map(\.model.id), reader.faults)
    }

    @Test("a model that is named twice, by its id and its name, stands in the comparison once")
    func once() {
        #expect(read(models: "s21,Antminer S21").ids == ["s21"])
        #expect(read(models: "m30, S21").ids == ["s21", "m30"])
    }

    @Test("the page shows return, internal rate and payback of the price of a machine that it asks for, and none without")
    func returns() throws {
        func shown(_ capex: String) throws -> JSONValue {
            var texts = World.complete.merging(["models": "s21", "capex_usd": capex]) { $1 }
            (texts["hashrate_ths"], texts["power_watts"]) = (nil, nil)
            var reader = InputReader(texts)
            let comparison = try #require(ComparisonInputs.read(&reader, live: World.noMarket, catalogue: World.catalogue))
            var json = JSONWriter()
            json.object { json in
                ComparisonPage(comparison, texts: texts).write(to: &json)
                json.object("told") { FigureWriter.write(comparison.entries[0], to: &$0) }
            }
            return try JSONValue(parsing: json.bytes)
        }
        let texts = World.complete.merging(["hashrate_ths": "200", "power_watts": "3500", "capex_usd": "1500"]) { $1 }
        let alone = Calculation(try #require(World.read(texts).inputs), live: World.noMarket)
        let both = try shown("1500")
        let item = try #require(both["items"]?.array?.first)
        #expect(both["told"]?["irr_month_percent"]?.string != nil)
        let yearly = try #require(alone.rates.percents.last?.value)
        #expect(both["told"]?["irr_year_percent"]?.string == yearly.trimmed(significantDigits: 12))
        #expect(item["roi"]?.string == (try #require(alone.figures.returnPercent)).text(decimals: 1))
        #expect(item["irr_year"]?.string == (try #require(alone.rates.yearly) * DoubleDouble(100)).text(decimals: 1))
        #expect(item["payback"]?.integer == Int64(try #require(alone.figures.paybackMonth)))
        let free = try #require(try shown("0")["items"]?.array?.first)
        for name in ["roi", "irr_year", "payback"] { #expect(free[name] == nil, "\(name)") }
    }

    @Test("more names than the catalogue has models are one fault")
    func tooMany() {
        let (ids, faults) = read(models: String(repeating: "s21,", count: 100_000))
        #expect(ids == nil)
        #expect(faults.map(\.field) == ["models"])
        #expect(faults.map(\.expected) == ["at most 2 models, as many as there are"])
    }
}
