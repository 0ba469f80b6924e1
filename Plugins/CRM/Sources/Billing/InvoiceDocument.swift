/// What an invoice says: lines in hundredths that add up, tax on their sum. Pure.
struct InvoiceDocument: Sendable {
    let lines: [InvoiceLine]
    let subtotal: Money
    let taxPercent: Decimal
    let tax: Money
    let total: Money

    /// Nil if an amount is beyond what money holds.
    init?(_ bill: Bill, currency: Currency) {
        var (lines, sum) = ([InvoiceLine](), Decimal.zero)
        for (kind, exact, quantity, price, power) in Self.parts(of: bill) where !exact.isZero {
            guard let amount = Money.rounding(exact, currency: currency) else { return nil }
            lines.append(InvoiceLine(kind: kind, quantity: quantity, price: price, amount: amount, power: power))
            sum = sum + amount.decimal
        }
        let taxed = sum * bill.terms.taxPercent * Bill.percent
        guard let subtotal = Money.rounding(sum, currency: currency), let tax = Money.rounding(taxed, currency: currency),
            let total = Money.rounding(subtotal.decimal + tax.decimal, currency: currency)
        else { return nil }
        (self.lines, self.subtotal, taxPercent, self.tax, self.total) = (lines, subtotal, bill.terms.taxPercent, tax, total)
    }

    private typealias Part = (InvoiceLine.Kind, Decimal, String, String, PowerPrice?)

    private static func parts(of bill: Bill) -> [Part] {
        let uptimePercent = (bill.uptime * Decimal(100)).rounded(decimals: 4).trimmedText
        let curtailed = bill.curtailedKWh.trimmedText
        return energy(of: bill) + [
            (.base, bill.base, bill.period.machineMonths.text, bill.terms.feePerMachine.trimmedText, nil),
            (.revenueShare, bill.revenueShare, bill.period.minedRevenue.trimmedText, bill.terms.revenueSharePercent.trimmedText, nil),
            (.uptimeCredit, -bill.uptimeCredit, uptimePercent, bill.terms.agreedUptimePercent.trimmedText, nil),
            (.curtailmentCredit, -bill.curtailmentCredit, curtailed, bill.terms.curtailmentCreditPerKWh.trimmedText, nil),
        ]
    }

    /// A line for each price that was passed through, or one.
    private static func energy(of bill: Bill) -> [Part] {
        guard bill.powerParts.isEmpty else {
            return bill.powerParts.map { part in
                let price = part.price.pricePerKWh
                return (.energy, part.kWh * price, part.kWh.trimmedText, price.trimmedText, part.price)
            }
        }
        return [(.energy, bill.energy, bill.kWh.trimmedText, bill.pricePerKWh.trimmedText, nil)]
    }
}
