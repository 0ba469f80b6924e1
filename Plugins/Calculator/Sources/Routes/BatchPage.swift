import PluginKit

/// The data of a batch's page: rows with their figures, or every fault with its place.
struct BatchPage: Sendable {
    let outcome: BatchOutcome
    let skipsBadRows: Bool

    /// What the empty form shows.
    static let example = """
        label,model,quantity,usd_per_kwh,capex_usd
        Hall A,bitmain-antminer-s21-pro-234-th,120,0.055,3510
        Hall B,bitmain-antminer-s19-pro-110-th,300,0.055,0

        """
    private static let shown = 500

    init(_ outcome: BatchOutcome, skipsBadRows: Bool) { (self.outcome, self.skipsBadRows) = (outcome, skipsBadRows) }

    func write(to json: inout JSONWriter) {
        let faults = outcome.faults.filter { $0.line != nil }
        json.field("has_row_faults", !faults.isEmpty)
        json.field("fault_count", faults.count)
        json.field("most_faults", Self.shown)
        if faults.count > Self.shown { json.field("bad_lines", BadLines(faults).text) }
        json.field("skips", skipsBadRows)
        json.array("row_faults") { json in
            for fault in faults.prefix(Self.shown) {
                json.object { FaultWriter.write(fault, to: &$0) }
            }
        }
        guard let result = outcome.result else { return }
        json.field("has_result", true)
        json.field("row_count", result.figures.count { $0 != nil })
        json.field("shows_all", result.rows.count <= Self.shown)
        json.field("shown", min(Self.shown, result.rows.count))
        json.object("sums") { json in
            json.field("revenue", result.total(\.revenueDay).text(decimals: 2))
            json.field("cost", result.total(\.costDay).text(decimals: 2))
            json.field("profit", result.total(\.profitDay).text(decimals: 2))
            json.field("npv", result.total(\.netPresentValue).text(decimals: 2))
            json.field("energy", result.total(\.kWhDay).text(decimals: 0))
        }
        json.array("items") { json in
            for (row, figures) in zip(result.rows, result.figures).prefix(Self.shown) {
                guard let machine = row.machine, let figures else { continue }
                json.object { json in
                    json.field("line", row.line)
                    json.field("label", row.label)
                    json.field("quantity", machine.quantity)
                    json.field("revenue", figures.revenueDay.text(decimals: 2))
                    json.field("cost", figures.costDay.text(decimals: 2))
                    json.field("profit", figures.profitDay.text(decimals: 2))
                    json.field("is_loss", figures.profitDay.isNegative)
                    json.field("break_even_kwh", figures.breakEvenUSDPerKWh.text(decimals: 4))
                    json.field("npv", figures.netPresentValue.text(decimals: 2))
                    if let percent = figures.returnPercent { json.field("roi", percent.text(decimals: 1)) }
                    if let rate = result.rates(machine, figures).yearly { json.field("irr", (rate * DoubleDouble(100)).text(decimals: 1)) }
                    if let month = figures.paybackMonth { json.field("payback", month) }
                }
            }
        }
    }
}
