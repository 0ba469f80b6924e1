import PluginKit

/// Writes figures as JSON: amounts as decimal texts of up to 18 significant digits, which no reader rounds.
enum FigureWriter {
    static func write(_ figures: Figures, to json: inout JSONWriter) {
        json.object("day") { json in write(FigureColumn.day, figures, to: &json) }
        json.object("over_months") { json in write(FigureColumn.overMonths, figures, to: &json) }
    }

    /// Machines with all that is said of them.
    static func write(_ machine: MinerCase, _ figures: Figures, _ rates: InternalRates, to json: inout JSONWriter) {
        write(machine, to: &json)
        write(figures, to: &json)
        write(rates, to: &json)
    }

    /// A model among others.
    static func write(_ entry: ComparisonInputs.Entry, to json: inout JSONWriter) {
        json.field("model_id", entry.model.id)
        json.field("vendor", entry.model.vendor)
        json.field("name", entry.model.name)
        write(entry.machine, entry.figures, entry.rates, to: &json)
    }

    /// Rates end where no reader needs more.
    static func write(_ rates: InternalRates, to json: inout JSONWriter) {
        for (name, value) in rates.percents { json.field(name, value.map { $0.trimmed(significantDigits: 12) }) }
    }

    private static func write(_ columns: [FigureColumn], _ figures: Figures, to json: inout JSONWriter) {
        for column in columns {
            if column.name == "payback_month" {
                json.field(column.name, figures.paybackMonth)
            } else {
                json.field(column.name, column.value(figures)?.trimmed())
            }
        }
    }

    static func write(_ machine: MinerCase, to json: inout JSONWriter) {
        json.field("hashrate_ths", machine.hashrateTHs.trimmed())
        json.field("power_watts", machine.powerWatts.trimmed())
        json.field("efficiency_j_th", machine.efficiencyJTH.trimmed())
        json.field("quantity", machine.quantity)
        json.field("contract", machine.contract.kind.rawValue)
    }
}
