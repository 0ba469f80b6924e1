import PluginKit

/// One calculation as it is answered.
struct Calculation: Sendable {
    let inputs: CalculationInputs
    let live: LiveMarket
    let figures: Figures
    let rates: InternalRates

    init(_ inputs: CalculationInputs, live: LiveMarket) {
        (self.inputs, self.live) = (inputs, live)
        figures = inputs.outlook.figures(inputs.machine)
        rates = InternalRates(inputs.machine, figures, outlook: inputs.outlook)
    }

    /// Luck of a month where blocks found decide; nil where the pool's hashrate is not known.
    var luck: Luck? {
        let assumptions = inputs.assumptions
        guard assumptions.scheme.dependsOnLuck else { return nil }
        let own = inputs.machine.hashrateTHs * Double(inputs.machine.quantity) * inputs.machine.uptime
        guard let hashrate = assumptions.scheme == .solo ? own : assumptions.poolHashrateTHs else { return nil }
        return Luck(hashrateTHs: hashrate, days: DoubleDouble(365) / DoubleDouble(12), network: inputs.market.network)
    }

    func write(to json: inout JSONWriter) {
        json.object("machine") { FigureWriter.write(inputs.machine, to: &$0) }
        MarketWriter.write(inputs.market, live: live, to: &json)
        json.field("months", inputs.assumptions.monthCount)
        json.field("pool_scheme", inputs.assumptions.scheme.rawValue)
        FigureWriter.write(figures, to: &json)
        FigureWriter.write(rates, to: &json)
        guard let luck else { return }
        json.object("luck_of_a_month") { json in
            json.field("expected_blocks", luck.expectedBlocks.trimmed())
            json.field("probability_of_a_block", luck.probabilityOfABlock)
            json.field("relative_deviation", luck.relativeDeviation)
        }
    }
}
