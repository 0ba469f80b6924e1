/// One line of an invoice: what, how much of it, at which price, and the amount in whole hundredths.
struct InvoiceLine: Sendable {
    enum Kind: String, Sendable {
        case energy, base
        case revenueShare = "revenue_share"
        case uptimeCredit = "uptime_credit"
        case curtailmentCredit = "curtailment_credit"
    }

    let kind: Kind
    /// kWh, machine months, mined revenue, or for the credit of uptime the uptime in percent.
    let quantity: String
    /// For each of these; percent for a share of revenue and for the agreed uptime.
    let price: String
    let amount: Money
    /// The stored price of an energy line, with its days and its source.
    var power: PowerPrice?
}
