import PluginKit

extension InvoicePDF {
    /// Where the columns end; the first begins at the left.
    private static let ends = [0, 160, 245, 330, 388, 455, right]
    private static let size = 8

    /// The days behind a share of what the machines mined by their hashrate; nothing for an invoice without.
    func minedDays(_ words: InvoiceWords, _ pdf: inout PDFDocument, _ y: inout Int) {
        guard let days = document["mined"]?["days"]?.array, !days.isEmpty else { return }
        // A table of its own, that is not begun at the foot of a page.
        if y < Self.lowest + 120 {
            pdf.newPage()
            y = Self.top
        }
        y -= 15
        pdf.text(words.minedDays, x: Self.left, y: y, isBold: true)
        y -= 13
        pdf.text(words.minedFormula, x: Self.left, y: y, size: Self.size)
        y -= 15
        row(words.minedColumns, &pdf, &y, isBold: true)
        for day in days {
            func text(_ name: String) -> String { day[name]?.string ?? "" }
            let fees = day["fees_btc_per_block"]?.string.map { " + \($0)" } ?? ""
            row(
                [
                    text("day"), text("hashrate_ths"), text("difficulty"), text("subsidy_btc") + fees, text("price_usd"), text("btc"),
                    text("value"),
                ], &pdf, &y)
        }
        let mined = document["mined"]
        row(["", "", "", "", "", mined?["btc"]?.string ?? "", mined?["value"]?.string ?? ""], &pdf, &y, isBold: true)
        let estimated = days.reduce(Decimal.zero) { $0 + ($1["estimated_hashrate_ths"]?.string.flatMap { Decimal($0) } ?? .zero) }
        if !estimated.isZero { row([words.minedEstimated(estimated.trimmedText)], &pdf, &y) }
        if let hours = mined?["untold_hours"]?.string, hours != "0" { row([words.minedUntold(hours)], &pdf, &y) }
    }

    private func row(_ cells: [String], _ pdf: inout PDFDocument, _ y: inout Int, isBold: Bool = false) {
        if y < Self.lowest {
            pdf.newPage()
            y = Self.top
        }
        for (index, (cell, end)) in zip(cells, Self.ends).enumerated() where !cell.isEmpty {
            pdf.text(cell, x: index == 0 ? Self.left : end, y: y, size: Self.size, isBold: isBold, endsAtX: index > 0)
        }
        y -= 12
    }
}
