/// The internal rates of return of machines under assumptions. Made where they are written: the figures of a million machines do without.
struct InternalRates: Sendable {
    /// Of a month; nil without an outlay, or where there is none or more than one.
    let monthly: DoubleDouble?
    /// Of a year.
    let yearly: DoubleDouble?

    /// - Parameter discounts: Of what the outlook's hashrate earns, where many rates are asked for.
    init(_ machine: MinerCase, _ figures: Figures, outlook: Outlook, discounts: DiscountTable? = nil) {
        let cash = outlook.cash(machine)
        let start = discounts?.discount(outlay: figures.capex, cash: cash) ?? 1
        monthly = InternalRate.rate(outlay: figures.capex, cash: cash, start: start)
        yearly = monthly.flatMap { InternalRate.annual(monthly: $0) }
    }

    /// In percent, under the names that the interface has for them.
    var percents: [(name: String, value: DoubleDouble?)] {
        zip(Self.names, [monthly, yearly]).map { ($0, $1.map { $0 * DoubleDouble(100) }) }
    }

    static let names = ["irr_month_percent", "irr_year_percent"]
}
