import PluginKit

/// Writes figures as JSON: amounts as decimal texts of up to 18 significant digits, which no reader rounds.
enum FigureWriter {
    static func write(_ figures: Figures, to json: inout JSONWriter) {
        json.object("day") { json in write(FigureColumn.day, figures, to: &json) }
        json.object("over_months") { json in write(FigureColumn.overMonths, figures, to: &json) }
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
