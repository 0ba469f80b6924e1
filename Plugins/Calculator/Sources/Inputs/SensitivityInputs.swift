import PluginKit

/// The grid that is asked for: prices given, or steps around those of the calculation.
enum SensitivityInputs {
    static let pricesName = "prices_usd"
    static let powerPricesName = "prices_usd_per_kwh"
    static let names: Set<String> = [pricesName, powerPricesName]
    private static let maximumSteps = 25

    /// Reads the lists. Nil if something is wrong, which is noted.
    static func read(_ reader: inout InputReader, _ inputs: CalculationInputs) -> Sensitivity? {
        let price = inputs.market.network.priceUSD
        let power = inputs.machine.contract.usdPerKWh
        if !inputs.machine.contract.billsPower, reader.text(powerPricesName) != nil {
            reader.fault(powerPricesName, expected: "nothing, as a flat contract bills no power", kind: .noPower)
            return nil
        }
        let prices = reader.list(pricesName, of: .price, atMost: maximumSteps, standard: Sensitivity.steps(around: price))
        let powerPrices = reader.list(
            powerPricesName, of: .powerPrice, atMost: maximumSteps, standard: power.isZero ? [power] : Sensitivity.steps(around: power))
        guard let prices, let powerPrices else { return nil }
        return Sensitivity(inputs.machine, outlook: inputs.outlook, pricesUSD: prices, pricesUSDPerKWh: powerPrices)
    }

    static func write(_ grid: Sensitivity, to json: inout JSONWriter) {
        list(pricesName, grid.pricesUSD, to: &json)
        list(powerPricesName, grid.pricesUSDPerKWh, to: &json)
        table("profit_usd_day", grid.profitDay, to: &json)
        table("npv_usd", grid.netPresentValue, to: &json)
    }

    private static func list(_ name: String, _ values: [DoubleDouble], to json: inout JSONWriter) {
        json.array(name) { json in for value in values { json.value(value.trimmed()) } }
    }

    private static func table(_ name: String, _ rows: [[DoubleDouble]], to json: inout JSONWriter) {
        json.array(name) { json in
            for row in rows { json.array { json in for value in row { json.value(value.trimmed()) } } }
        }
    }
}
