/// The figures of a batch, and their sums over all rows that could be read.
struct BatchResult: Sendable {
    let rows: [BatchRow]
    /// One for each row; nil where it is bad.
    let figures: [Figures?]
    private let outlook: Outlook
    private let discounts: DiscountTable

    init(_ rows: [BatchRow], outlook: Outlook) {
        (self.rows, self.outlook, discounts) = (rows, outlook, DiscountTable(outlook.usdPerTHsMonth))
        var figures: [Figures?] = []
        figures.reserveCapacity(rows.count)
        for row in rows {
            if let machine = row.machine { figures.append(outlook.figures(machine)) } else { figures.append(nil) }
        }
        self.figures = figures
    }

    /// The internal rates of a good row.
    func rates(_ machine: MinerCase, _ figures: Figures) -> InternalRates {
        InternalRates(machine, figures, outlook: outlook, discounts: discounts)
    }

    /// Sum of a figure over the good rows.
    func total(_ figure: (Figures) -> DoubleDouble) -> DoubleDouble {
        figures.reduce(DoubleDouble.zero) { sum, one in one.map { sum + figure($0) } ?? sum }
    }
}
