/// A figure as the interface names it: in JSON, in tables, in the same order everywhere.
struct FigureColumn: Sendable {
    let name: String
    /// Decimals in a table; JSON has all digits.
    let decimals: Int
    let isSummed: Bool
    let value: @Sendable (Figures) -> DoubleDouble?

    private init(_ name: String, _ decimals: Int, isSummed: Bool = false, _ value: @escaping @Sendable (Figures) -> DoubleDouble?) {
        (self.name, self.decimals, self.isSummed, self.value) = (name, decimals, isSummed, value)
    }

    /// Of one day.
    static let day = [
        FigureColumn("gross_btc_day", 10, isSummed: true) { $0.grossBTCDay },
        FigureColumn("net_btc_day", 10, isSummed: true) { $0.netBTCDay },
        FigureColumn("revenue_usd_day", 4, isSummed: true) { $0.revenueDay },
        FigureColumn("energy_kwh_day", 3, isSummed: true) { $0.kWhDay },
        FigureColumn("energy_usd_day", 4, isSummed: true) { $0.energyDay },
        FigureColumn("hosting_fee_usd_day", 4, isSummed: true) { $0.hostingFeeDay },
        FigureColumn("revenue_share_usd_day", 4, isSummed: true) { $0.revenueShareDay },
        FigureColumn("cost_usd_day", 4, isSummed: true) { $0.costDay }, FigureColumn("profit_usd_day", 4, isSummed: true) { $0.profitDay },
        FigureColumn("break_even_usd_per_kwh", 6) { $0.breakEvenUSDPerKWh },
        FigureColumn("break_even_price_usd", 2) { $0.breakEvenPriceUSD },
    ]

    /// Over all months.
    static let overMonths = [
        FigureColumn("capex_usd", 2, isSummed: true) { $0.capex }, FigureColumn("net_btc", 8, isSummed: true) { $0.netBTC },
        FigureColumn("revenue_usd", 2, isSummed: true) { $0.revenue }, FigureColumn("cost_usd", 2, isSummed: true) { $0.cost },
        FigureColumn("cash_usd", 2, isSummed: true) { $0.cash }, FigureColumn("profit_usd", 2, isSummed: true) { $0.profit },
        FigureColumn("npv_usd", 2, isSummed: true) { $0.netPresentValue }, FigureColumn("roi_percent", 4) { $0.returnPercent },
        FigureColumn("payback_month", 0) { $0.paybackMonth.map { DoubleDouble($0) } },
        FigureColumn("break_even_price_over_months_usd", 2) { $0.breakEvenPriceOverMonthsUSD },
    ]
}
