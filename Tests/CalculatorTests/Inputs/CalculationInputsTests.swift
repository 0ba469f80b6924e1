import PluginKit
import Testing

@testable import Calculator

@Suite struct CalculationInputsTests {
    @Test("a complete question is read as it was written")
    func complete() throws {
        let inputs = try #require(World.read(World.complete).inputs)
        #expect(inputs.machine.powerWatts == 3_250)
        #expect(inputs.machine.contract.usdPerKWh == decimal("0.06"))
        #expect(inputs.market.network.priceUSD == decimal("65279.8"))
        #expect(inputs.outlook.months.count == 36)
    }

    @Test("a number below, above, absurd or none at all names its field and the range")
    func ranges() {
        for field in NumberField.ofMachine + NumberField.ofMarket + NumberField.ofAssumptions
        where ![NumberField.machineMonth.name, NumberField.revenueShare.name].contains(field.name) {
            let below = (decimal(field.minimum) - 1).trimmed(significantDigits: 25)
            let above = (decimal(field.maximum) + 1).trimmed(significantDigits: 25)
            for wrong in [below, above, "NaN", "inf", "-inf", "1e999", "1,5", "abc", "0x1p4", "１２", "1 2"] {
                var texts = World.complete
                if field.name == NumberField.height.name { texts["subsidy_btc"] = nil }
                texts[field.name] = wrong
                let faults = World.read(texts).faults
                #expect(
                    faults.contains { $0.field == field.name && $0.expected.hasPrefix(field.expectation) && $0.found == wrong },
                    "\(field.name) = \(wrong)")
            }
        }
    }

    @Test("the ends of every range are taken")
    func ends() {
        for field in NumberField.ofMachine + NumberField.ofMarket + NumberField.ofAssumptions {
            #expect(field.read(field.minimum) != nil, "\(field.name)")
            #expect(field.read(field.maximum) != nil, "\(field.name)")
        }
    }

    @Test("figures stay finite at the ends of the ranges, in every combination of machine and market")
    func extremes() throws {
        let ends = { (field: NumberField) in [field.minimum, field.maximum] }
        for hashrate in ends(.hashrate) {
            for difficulty in ends(.difficulty) {
                for price in ends(.price) {
                    for growth in ["-50", "100"] {
                        var texts = World.complete.merging(["hashrate_ths": hashrate, "difficulty": difficulty, "price_usd": price]) { $1 }
                        texts.merge([
                            "difficulty_growth_percent": growth, "price_growth_percent": growth, "months": "120", "quantity": "1000000",
                        ]) { $1 }
                        texts["capex_usd"] = "10000000"
                        let inputs = try #require(World.read(texts).inputs)
                        let figures = inputs.outlook.figures(inputs.machine)
                        for column in FigureColumn.day + FigureColumn.overMonths {
                            guard let value = column.value(figures) else { continue }
                            #expect(value.high.isFinite && value.low.isFinite, "\(column.name): \(texts)")
                            #expect(
                                DoubleDouble(decimal: value.trimmed()) != nil || value.magnitude > DoubleDouble(1e30),
                                "\(column.name): \(value.trimmed())")
                        }
                    }
                }
            }
        }
    }

    @Test("all faults are told at once, the market's beside the machine's")
    func allAtOnce() {
        let faults = World.read(["hashrate_ths": "-5", "power_watts": "x", "uptime_percent": "101", "price_usd": "0", "months": "1.5"])
            .faults
        #expect(
            Set(faults.map(\.field)) == [
                "hashrate_ths", "power_watts", "uptime_percent", "usd_per_kwh", "price_usd", "difficulty", "subsidy_btc",
                "fees_btc_per_block",
                "months",
            ])
    }

    @Test("without a stored market the values must be given, and the message says why")
    func noMarket() throws {
        var texts = World.complete
        texts["price_usd"] = nil
        let fault = try #require(World.read(texts).faults.first)
        #expect(fault.field == "price_usd")
        #expect(fault.found == nil)
        #expect(fault.expected == "a number of USD from 0.01 to 1000000000 (no market data is stored here, so it must be given)")
    }

    @Test("what is left out is taken from the stored market, the subsidy from its height; what is given wins")
    func stored() throws {
        var texts = ["model": "s21", "usd_per_kwh": "0.05"]
        let inputs = try #require(World.read(texts, live: World.market).inputs)
        #expect(inputs.market.network.nextHeight == 958_000)
        #expect(inputs.market.network.subsidyBTC == decimal("3.125"))
        #expect(inputs.market.stored == [.price, .difficulty, .height, .fees])
        texts["price_usd"] = "100000"
        let own = try #require(World.read(texts, live: World.market).inputs)
        #expect(own.market.network.priceUSD == 100_000)
        #expect(own.market.stored == [.difficulty, .height, .fees])
    }

    @Test("a stored value tells its age, and from an hour on that it is old")
    func age() throws {
        let price = try #require(World.market.values[.price])
        #expect(price.ageSeconds(at: World.now) == 90)
        #expect(!World.market.isStale(price))
        #expect(World.market.isStale(try #require(World.market.values[.difficulty])))
        #expect(try #require(World.market.values[.fees]).ageSeconds(at: World.now) == 0)
    }

    @Test("a subsidy that contradicts the height is refused, one that agrees is taken")
    func subsidy() throws {
        var texts = World.complete.merging(["next_height": "1050000"]) { $1 }
        #expect(World.read(texts).faults.map(\.field) == ["subsidy_btc"])
        texts["subsidy_btc"] = "1.5625"
        #expect(World.read(texts).inputs?.market.network.subsidyBTC == decimal("1.5625"))
    }

    @Test("a model gives hashrate and power by id or name; a figure given beside it wins; an unknown one is one fault")
    func models() {
        var texts = World.complete
        (texts["hashrate_ths"], texts["power_watts"], texts["model"]) = (nil, nil, "BITMAIN antminer s21")
        #expect(World.read(texts).inputs?.machine.hashrateTHs == 200)
        texts["power_watts"] = "3300"
        #expect(World.read(texts).inputs?.machine.powerWatts == 3_300)
        texts["model"] = "S99"
        #expect(World.read(texts).faults.map(\.field) == ["model"])
    }

    @Test(
        "each contract asks for its own terms and no others",
        arguments: [
            ("all_in", ["usd_per_kwh"]), ("flat", ["usd_per_machine_month"]),
            ("base_pass_through", ["usd_per_kwh", "usd_per_machine_month"]),
            ("revenue_share", ["revenue_share_percent"]),
        ])
    func contracts(_ contract: String, _ needed: [String]) {
        var texts = World.complete
        (texts["contract"], texts["usd_per_kwh"]) = (contract, nil)
        #expect(World.read(texts).faults.map(\.field) == needed)
        for name in needed { texts[name] = "1" }
        #expect(World.read(texts).inputs != nil)
    }

    @Test("growth at each retarget needs a height")
    func retarget() {
        var texts = World.complete.merging(["difficulty_growth_every": "retarget"]) { $1 }
        #expect(World.read(texts).faults.map(\.field) == ["next_height"])
        texts["next_height"] = "958000"
        #expect(World.read(texts).inputs != nil)
    }

    @Test("a field that nobody knows is refused, so that a slip does not pass for a standard value")
    func unknown() {
        #expect(World.read(World.complete.merging(["pool_fee": "2"]) { $1 }).faults.map(\.field) == ["pool_fee"])
    }

    @Test("of very many unknown fields the first thousand are noted and the others counted")
    func manyUnknown() {
        let unknown = Dictionary(uniqueKeysWithValues: (100_000..<200_000).map { ("x\($0)", "1") })
        var reader = InputReader(unknown)
        reader.add([FieldFault("other", found: nil, expected: "nothing")])
        reader.refuseUnknown(CalculationInputs.names)
        #expect(reader.faults.count == 1_000)
        #expect(reader.faultCount == 100_001)
        #expect(reader.faults[1...2].map(\.field) == ["x100000", "x100001"])
        reader.fault("months", expected: "a number")
        #expect(reader.faults.count == 1_000)
        #expect(reader.forgettingFaults().faultCount == 0)
    }

    @Test("JSON gives numbers, texts and lists; anything else is a fault of its field")
    func json() throws {
        let value = try JSONValue(
            parsing: Array(#"{"a":1.5,"b":"0.10","c":null,"d":true,"e":{},"f":[1,"2"],"g":[[]],"h":12345678901234567890}"#.utf8))
        let (texts, faults) = FieldTexts.of(try #require(value.object))
        #expect(texts == ["a": "1.5", "b": "0.10", "f": "1,2", "h": "1.2345678901234567e+19"])
        #expect(faults.map(\.field) == ["d", "e", "g"])
    }

    @Test("a fault of a number, a word or a model carries what a page says in its reader's language")
    func kinds() {
        let wrong = ["uptime_percent": "0", "contract": "x", "model": "S99", "usd_per_kwh": "-1"]
        let faults = World.read(World.complete.merging(wrong) { $1 }).faults
        let kinds = Dictionary(uniqueKeysWithValues: faults.map { ($0.field, $0.kind) })
        #expect(kinds["uptime_percent"] == .number(least: "1", most: "100", unit: "percent"))
        #expect(kinds["contract"] == .choice(["all_in", "flat", "base_pass_through", "revenue_share"]))
        #expect(kinds["model"] == .model)
        #expect(kinds["usd_per_kwh"] == .number(least: "0", most: "10", unit: "USD"))
    }
}
