import PluginKit

/// The data of the page that sets models side by side.
struct ComparisonPage: Sendable {
    let comparison: ComparisonInputs
    let texts: [String: String]

    init(_ comparison: ComparisonInputs, texts: [String: String]) { (self.comparison, self.texts) = (comparison, texts) }

    func write(to json: inout JSONWriter) {
        json.field("has_result", true)
        json.field("month_count", comparison.shared.assumptions.monthCount)
        json.array("items") { json in
            for (index, entry) in comparison.entries.enumerated() {
                json.object { json in
                    json.field("rank", index + 1)
                    json.field("name", "\(entry.model.vendor) \(entry.model.name)")
                    var link = texts
                    link[MachineInputs.modelName] = entry.model.id
                    json.field("link", "/calculator?\(QueryText.write(link, CalculationInputs.names))")
                    json.field("id", entry.model.id)
                    json.field("hashrate", entry.machine.hashrateTHs.trimmed())
                    json.field("power", entry.machine.powerWatts.trimmed())
                    json.field("efficiency", entry.machine.efficiencyJTH.text(decimals: 1))
                    json.field("revenue", entry.figures.revenueDay.text(decimals: 2))
                    json.field("cost", entry.figures.costDay.text(decimals: 2))
                    json.field("profit", entry.figures.profitDay.text(decimals: 2))
                    json.field("is_loss", entry.figures.profitDay.isNegative)
                    json.field("break_even_kwh", entry.figures.breakEvenUSDPerKWh.text(decimals: 4))
                    json.field("npv", entry.figures.netPresentValue.text(decimals: 2))
                    if let percent = entry.figures.returnPercent { json.field("roi", percent.text(decimals: 1)) }
                    if let month = entry.figures.paybackMonth { json.field("payback", month) }
                    if let rate = entry.rates.yearly { json.field("irr_year", (rate * DoubleDouble(100)).text(decimals: 1)) }
                }
            }
        }
    }
}
