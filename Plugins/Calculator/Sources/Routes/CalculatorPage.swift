import PluginKit

/// The data of one calculation's page: figures rounded as they are shown, links that carry the inputs.
struct CalculatorPage: Sendable {
    let calculation: Calculation
    let grid: Sensitivity
    let texts: [String: String]

    init(_ calculation: Calculation, grid: Sensitivity, texts: [String: String]) {
        (self.calculation, self.grid, self.texts) = (calculation, grid, texts)
    }

    func write(to json: inout JSONWriter) {
        let (inputs, figures) = (calculation.inputs, calculation.figures)
        json.object("result") { json in
            json.field("query", QueryText.write(askedAndUsed, CalculationInputs.names))
            json.field("share_link", "/calculator?\(QueryText.write(askedAndUsed, CalculatorForm.names))")
            let terms = texts.filter { ComparisonInputs.names.contains($0.key) }
            json.field("comparison_link", "/calculator/comparison?\(QueryText.write(terms, ComparisonInputs.names))")
            json.field("months", inputs.assumptions.monthCount)
            json.field("is_profit", !figures.profitDay.isNegative)
            json.field("efficiency", inputs.machine.efficiencyJTH.text(decimals: 1))
            for column in FigureColumn.day + FigureColumn.overMonths {
                guard let value = column.value(figures) else { continue }
                json.field(column.name, value.text(decimals: Self.decimals(column)))
            }
            let hundred = DoubleDouble(100)
            if let rate = calculation.rates.monthly { json.field("irr_month", (rate * hundred).text(decimals: 2)) }
            if let rate = calculation.rates.yearly { json.field("irr_year", (rate * hundred).text(decimals: 1)) }
            writeMined(figures.netBTCDay, to: &json)
            json.field("hashprice", inputs.market.network.hashpriceUSDPerPHsDay().text(decimals: 2))
            if let luck = calculation.luck {
                json.field("luck_blocks", luck.expectedBlocks.trimmed(significantDigits: 4))
                json.field("luck_deviation", DoubleDouble(luck.relativeDeviation * 100).text(decimals: 1))
            }
            if let height = inputs.market.network.nextHeight {
                let halving = SubsidySchedule.nextHalving(after: height)
                json.field("halving_height", halving)
                json.field("halving_days", (halving - height) / SubsidySchedule.blocksPerDay)
            }
            writeGrid(to: &json)
        }
    }

    /// The inputs with what was taken from the stored market, so that a link shows the same calculation tomorrow.
    private var askedAndUsed: [String: String] {
        calculation.inputs.market.stored.reduce(into: texts) { $0[$1.field.name] = calculation.live.text(for: $1) }
    }

    /// A day of few machines is told in satoshi: a tile has no room for eight decimals.
    private func writeMined(_ btc: DoubleDouble, to json: inout JSONWriter) {
        let isSmall = btc < DoubleDouble(0.01)
        json.field("mined", isSmall ? (btc * DoubleDouble(SubsidySchedule.satoshiPerBTC)).text(decimals: 0) : btc.text(decimals: 5))
        json.field("mined_digits", isSmall ? 0 : 5)
        json.field("mined_unit", isSmall ? "sat" : "BTC")
    }

    private func writeGrid(to json: inout JSONWriter) {
        json.object("grid") { json in
            json.array("prices") { json in for price in grid.pricesUSD { json.value(price.text(decimals: 0)) } }
            json.array("rows") { json in
                for (powerPrice, profits) in zip(grid.pricesUSDPerKWh, grid.profitDay) {
                    json.object { json in
                        json.field("power_price", powerPrice.text(decimals: 4))
                        json.array("cells") { json in
                            for profit in profits {
                                json.object { json in
                                    json.field("profit", profit.text(decimals: 2))
                                    json.field("is_loss", profit.isNegative)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A page shows cents; a table for programs has more.
    private static func decimals(_ column: FigureColumn) -> Int {
        switch column.name {
        case let name where name.contains("btc"): 8
        case "break_even_usd_per_kwh": 4
        case "payback_month": 0
        case "energy_kwh_day": 1
        case "roi_percent": 1
        default: 2
        }
    }
}
