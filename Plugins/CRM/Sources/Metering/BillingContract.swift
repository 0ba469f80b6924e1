import PluginKit

/// A contract of an invoice run: its row, its terms, and the prices that it passes through.
struct BillingContract: Sendable {
    let row: Row
    let terms: ContractTerms
    /// Those of every day of the period, for a contract whose price is the stored one; else empty.
    let prices: [PowerPrice]
    /// The network on every day of the period, for a share of what the machines mined by their hashrate; else empty.
    var network: [NetworkDay] = []

    var id: String { get throws { try row.text("id") ?? "" } }
    var currency: Currency? { get throws { try row.text("currency").flatMap(Currency.init) } }

    /// The energy of the period by price; `dayKWh` is needed where the price changes in it.
    func powerParts(_ metering: Metering, dayKWh: [Decimal]) -> [PowerPart] {
        prices.count == 1 ? [PowerPart(price: prices[0], kWh: metering.billedKWh)] : PowerPart.all(prices, dayKWh: dayKWh)
    }

    func problem(_ code: BillingProblem.Code) throws -> BillingProblem {
        BillingProblem(contractId: try id, client: try row.text("client") ?? "", code: code)
    }
}
