import PluginKit

/// Models side by side under the same market and terms, the best day first.
struct ComparisonInputs: Sendable {
    /// One model.
    struct Entry: Sendable {
        let model: MinerModel
        let machine: MinerCase
        let figures: Figures
        let rates: InternalRates
    }

    let shared: SharedInputs
    let entries: [Entry]

    static let modelsName = "models"
    static let names = CalculationInputs.names.union([modelsName]).subtracting([
        MachineInputs.modelName, NumberField.hashrate.name, NumberField.power.name,
    ])

    /// Reads the fields: `models` with commas, each counted once whatever it is called, or all of the catalogue. Nil if something is missing or wrong, which is noted.
    static func read(_ reader: inout InputReader, live: LiveMarket, catalogue: MinerCatalogue) -> ComparisonInputs? {
        var models = catalogue.models
        if let text = reader.text(modelsName) {
            let most = catalogue.models.count
            let given = text.split(separator: ",", maxSplits: most)
            if given.count > most { reader.fault(modelsName, expected: "at most \(most) models, as many as there are") }
            let asked = given.prefix(most).map { $0.trimmingSpaces }
            let unknown = asked.filter { catalogue[$0] == nil }
            if !unknown.isEmpty || asked.isEmpty {
                reader.fault(
                    modelsName, expected: "ids or names of /api/v1/calculator/models; unknown: \(unknown.prefix(5).joined(separator: ", "))"
                )
            }
            var ids: Set<String> = []
            models = asked.compactMap { catalogue[$0] }.filter { ids.insert($0.id).inserted }
        }
        // One machine is read for its terms; the models then give hashrate and power.
        var terms = reader.forgettingFaults().setting([NumberField.hashrate.name: "1", NumberField.power.name: "1"])
        let machine = MachineInputs.read(&terms, catalogue: catalogue)
        reader.add(terms.faults)
        guard let shared = SharedInputs.read(&reader, live: live), let machine, reader.faults.isEmpty else { return nil }
        let entries = models.compactMap { model -> Entry? in
            guard let hashrate = DoubleDouble(decimal: model.hashrateTHs), let power = DoubleDouble(decimal: model.powerWatts) else {
                return nil
            }
            var one = machine
            (one.hashrateTHs, one.powerWatts) = (hashrate, power)
            let figures = shared.outlook.figures(one)
            return Entry(model: model, machine: one, figures: figures, rates: InternalRates(one, figures, outlook: shared.outlook))
        }
        return ComparisonInputs(shared: shared, entries: entries.sorted { $0.figures.profitDay > $1.figures.profitDay })
    }
}
