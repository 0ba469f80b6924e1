import PluginKit

/// The months of a calculation, for charts.
enum Projection {
    private static let secondsPerMonth = 2_628_000.0

    static func write(_ inputs: CalculationInputs, cash: [DoubleDouble], from now: Timestamp, to json: inout JSONWriter) {
        let capex = inputs.machine.capexUSD * Double(inputs.machine.quantity)
        var running = -capex
        for (index, (month, cash)) in zip(inputs.outlook.months, cash).enumerated() {
            running += cash
            json.object { json in
                json.field("month", index + 1)
                json.field("time", now.adding(seconds: Double(index + 1) * secondsPerMonth))
                json.field("cash_usd", cash.double)
                json.field("balance_usd", running.double)
                json.field("price_usd", month.priceUSD.double)
                json.field("difficulty", month.difficulty.double)
                json.field("subsidy_btc", month.subsidyBTC.double)
                json.field("next_height", month.nextHeight)
            }
        }
    }
}
