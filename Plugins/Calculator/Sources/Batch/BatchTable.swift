import PluginKit

/// The results of a batch as a table: every row of the question in its order, bad ones with what is wrong and no figures.
enum BatchTable {
    private static let rateDecimals = 4

    static func write(_ result: BatchResult) -> [UInt8] {
        var csv = CSVWriter { DoubleDouble(decimal: $0) != nil }
        let columns = FigureColumn.day + FigureColumn.overMonths
        csv.line(["line", "label", "hashrate_ths", "power_watts", "quantity"] + columns.map(\.name) + InternalRates.names + ["error"])
        for (row, figures) in zip(result.rows, result.figures) {
            let machine = row.machine
            let asked = [
                machine?.hashrateTHs.trimmed() ?? "", machine?.powerWatts.trimmed() ?? "", machine.map { String($0.quantity) } ?? "",
            ]
            let told = columns.map { column in figures.flatMap(column.value).map { $0.text(decimals: column.decimals) } ?? "" }
            let rates = machine.flatMap { machine in figures.map { result.rates(machine, $0) } }?.percents.map(\.value) ?? [nil, nil]
            let rated = rates.map { $0?.text(decimals: rateDecimals) ?? "" }
            csv.line([String(row.line), row.label] + asked + told + rated + [row.faults.map(\.message).joined(separator: " ")])
        }
        return csv.bytes
    }
}
