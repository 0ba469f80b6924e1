/// What machines earn and cost, today and over the time looked at. All machines of the case together; USD unless said otherwise.
struct Figures: Sendable {
    // One day at today's difficulty and price
    var grossBTCDay: DoubleDouble
    var netBTCDay: DoubleDouble
    var revenueDay: DoubleDouble
    var kWhDay: DoubleDouble
    var energyDay: DoubleDouble
    var hostingFeeDay: DoubleDouble
    var revenueShareDay: DoubleDouble
    var costDay: DoubleDouble
    var profitDay: DoubleDouble
    /// The price of a kWh at which a day ends at zero. Where the contract does not bill power: what a kWh earns.
    var breakEvenUSDPerKWh: DoubleDouble
    /// The price of a bitcoin at which a day ends at zero; nil where nothing is mined.
    var breakEvenPriceUSD: DoubleDouble?

    // Over all months
    var capex: DoubleDouble
    var netBTC: DoubleDouble
    var revenue: DoubleDouble
    var cost: DoubleDouble
    /// Revenue less cost, capex not counted.
    var cash: DoubleDouble
    /// Cash less capex.
    var profit: DoubleDouble
    var netPresentValue: DoubleDouble
    /// Percent of capex; nil without capex.
    var returnPercent: DoubleDouble?
    /// The first month at whose end cash has reached capex; nil if none does.
    var paybackMonth: Int?
    /// Today's price of a bitcoin at which the months end at zero, capex included, if it changes as assumed; nil where nothing is mined.
    var breakEvenPriceOverMonthsUSD: DoubleDouble?
}
