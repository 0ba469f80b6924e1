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

    @Test("more names than the catalogue has models are one fault")
    func tooMany() {
        let (ids, faults) = read(models: String(repeating: "s21,", count: 100_000))
        #expect(ids == nil)
        #expect(faults.map(\.field) == ["models"])
        #expect(faults.map(\.expected) == ["at most 2 models, as many as there are"])
    }
}
