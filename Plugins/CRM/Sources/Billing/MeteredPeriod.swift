/// What was metered in the time that an invoice is about.
struct MeteredPeriod: Sendable {
    let machines: Int
    /// Of one machine.
    let powerWatts: Decimal
    /// Of the period; more than zero.
    let hours: Decimal
    let curtailedHours: Decimal
    /// Of each machine, unplanned and not within curtailments.
    let downHours: Decimal
    /// What the meters say; nil where the machines' power and hours stand for it.
    let meteredKWh: Decimal?
    /// What a kWh cost the provider, for a contract that passes it through; nil where the contract's price holds.
    let passedPricePerKWh: Decimal?
    /// Worth of what was mined, for a contract with a share of it.
    let minedRevenue: Decimal
}
