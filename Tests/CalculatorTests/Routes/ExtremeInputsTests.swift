import PluginKit
import TestSupport
import Testing

@testable import Calculator

/// Whatever a guest may ask is answered: nothing between the ends of the ranges traps or prints what is no number.
@Suite struct ExtremeInputsTests {
    private static let given = ["price_usd": "1000000000", "difficulty": "1", "hashrate_ths": "100000", "usd_per_kwh": "0"]

    @Test("an outlay of next to nothing has no rate, and its calculation is answered", arguments: ["1e-30", "1e-40", "1e-12", "0.01"])
    func tinyOutlay(_ capex: String) throws {
        let inputs = try #require(World.read(World.complete.merging(Self.given) { $1 }.merging(["capex_usd": capex]) { $1 }).inputs)
        let calculation = Calculation(inputs, live: World.noMarket)
        #expect(calculation.rates.monthly == nil)
        #expect(calculation.rates.yearly == nil)
        var json = JSONWriter()
        json.object { calculation.write(to: &$0) }
        json.expectNumbers("capex \(capex)")
    }

    @Test("random inputs at and between the ends of all ranges are calculated and printed everywhere")
    func random() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for round in 0..<300 {
            let texts = Self.texts(&source)
            let note: Comment = "seed \(seed), round \(round), \(texts.sorted { $0.key < $1.key })"
            let (inputs, faults) = World.read(texts)
            #expect(faults == [], note)
            let asked = try #require(inputs, note)
            Self.answer(asked, texts).expectNumbers(note)
            try Self.answerModels(texts).expectNumbers(note)
            let table = Self.table(asked, texts)
            #expect(!table.contains { ["nan", "-nan", "inf", "-inf"].contains($0) }, note)
        }
    }

    @Test("random months of hosting at and between the ends of all ranges are calculated and printed")
    func hostedMonths() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        var answered = 0
        let ofTime: [NumberField] = [.hours, .curtailedHours, .downHours, .agreedUptime]
        let fields = ofTime + [.quantity, .power, .powerPrice, .machineMonth, .curtailmentCredit, .tax]
        for _ in 0..<2_000 {
            var reader = InputReader(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, Self.text($0, &source)) }))
            guard let month = HostedMonthInputs.read(&reader), reader.faults.isEmpty else { continue }
            answered += 1
            var json = JSONWriter()
            json.object { HostedMonthInputs.write(month, to: &$0) }
            json.expectNumbers("seed \(seed)")
        }
        #expect(answered > 0, "seed \(seed)")
    }

    /// Everything that one calculation is answered with: its document, page, months and grid.
    private static func answer(_ inputs: CalculationInputs, _ texts: [String: String]) -> JSONWriter {
        let calculation = Calculation(inputs, live: World.noMarket)
        var json = JSONWriter()
        json.object { json in
            calculation.write(to: &json)
            var asked = InputReader(texts)
            if let grid = SensitivityInputs.read(&asked, inputs) {
                CalculatorPage(calculation, grid: grid, texts: texts).write(to: &json)
            }
            json.array("items") { json in
                Projection.write(inputs, cash: inputs.outlook.cash(inputs.machine).amounts, from: World.now, to: &json)
            }
            var reader = InputReader(["prices_usd": "0.01,1000000000", "prices_usd_per_kwh": "0,10"])
            if let grid = SensitivityInputs.read(&reader, inputs) { SensitivityInputs.write(grid, to: &json) }
        }
        return json
    }

    private static func answerModels(_ texts: [String: String]) throws -> JSONWriter {
        let terms = texts.filter { ComparisonInputs.names.contains($0.key) }
        var reader = InputReader(terms)
        let comparison = try #require(ComparisonInputs.read(&reader, live: World.noMarket, catalogue: World.catalogue))
        var json = JSONWriter()
        json.object { ComparisonPage(comparison, texts: terms).write(to: &$0) }
        return json
    }

    private static func table(_ inputs: CalculationInputs, _ texts: [String: String]) -> [String] {
        let row = BatchRow(line: 2, label: "", machine: inputs.machine, faults: [])
        let text = String(decoding: BatchTable.write(BatchResult([row, row], outlook: inputs.outlook)), as: UTF8.self)
        return text.split { $0 == "," || $0.isNewline }.map(String.init)
    }

    private static func texts(_ source: inout SeededRandom) -> [String: String] {
        var texts: [String: String] = [:]
        for field in NumberField.ofMachine + NumberField.ofMarket + NumberField.ofAssumptions { texts[field.name] = text(field, &source) }
        // A height has its own subsidy, and only where it is known does the difficulty change at retargets.
        let knowsHeight = Bool.random(using: &source)
        texts[knowsHeight ? NumberField.subsidy.name : NumberField.height.name] = nil
        texts["difficulty_growth_every"] = knowsHeight && Bool.random(using: &source) ? "retarget" : "month"
        texts["contract"] = HostingContract.Kind.allCases.randomElement(using: &source)!.rawValue
        texts["pool_scheme"] = PoolScheme.allCases.randomElement(using: &source)!.rawValue
        return texts
    }

    /// A text that the field takes: an end of its range, what is barely more than nothing, or anything of any size.
    private static func text(_ field: NumberField, _ source: inout SeededRandom) -> String {
        let (digits, exponent) = (Int.random(in: 1...999_999, using: &source), Int.random(in: -34...14, using: &source))
        let fixed = ["1e-40", "1e-30", "1e-12", "0.01", "1", field.standard ?? "0"]
        let some = fixed + ["\(digits)e\(exponent)", "\(digits)e-6", "\(digits % 121)"]
        let text = (some + some + [field.minimum, field.maximum]).randomElement(using: &source)!
        return field.read(text) == nil ? [field.minimum, field.maximum].randomElement(using: &source)! : text
    }
}

extension JSONWriter {
    /// Expects a document without a text that stands for no number.
    fileprivate func expectNumbers(_ note: Comment) {
        #expect((try? JSONValue(parsing: bytes)) != nil, note)
        let text = String(decoding: bytes, as: UTF8.self)
        for word in ["\"nan\"", "\"-nan\"", "\"inf\"", "\"-inf\""] { #expect(!text.contains(word), note) }
    }
}
