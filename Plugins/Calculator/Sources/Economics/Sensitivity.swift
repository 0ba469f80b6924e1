/// Profit over a grid: prices of a bitcoin across, prices of a kWh down.
struct Sensitivity: Sendable {
    let pricesUSD: [DoubleDouble]
    let pricesUSDPerKWh: [DoubleDouble]
    /// One row for each price of power.
    let profitDay: [[DoubleDouble]]
    let netPresentValue: [[DoubleDouble]]

    /// The grid for machines. A column is one outlook.
    init(_ one: MinerCase, outlook: Outlook, pricesUSD: [DoubleDouble], pricesUSDPerKWh: [DoubleDouble]) {
        (self.pricesUSD, self.pricesUSDPerKWh) = (pricesUSD, pricesUSDPerKWh)
        let outlooks = pricesUSD.map { outlook.atPrice($0) }
        let rows = pricesUSDPerKWh.map { powerPrice in
            var other = one
            other.contract = one.contract.at(usdPerKWh: powerPrice)
            return outlooks.map { $0.figures(other) }
        }
        profitDay = rows.map { $0.map(\.profitDay) }
        netPresentValue = rows.map { $0.map(\.netPresentValue) }
    }

    /// Nine steps from 60 to 140 percent of a value, in tens.
    static func steps(around value: DoubleDouble) -> [DoubleDouble] {
        (6...14).map { value * DoubleDouble($0) / DoubleDouble(10) }
    }
}
