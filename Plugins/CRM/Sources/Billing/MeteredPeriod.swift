/// What was metered in the time that an invoice is about. Hours are of all machines together.
struct MeteredPeriod: Sendable {
    let machines: Int
    /// What a fee by machine and month is for.
    let machineMonths: MachineMonths
    /// Of one machine, while it runs.
    let powerWatts: Decimal
    /// Of the period.
    let machineHours: Decimal
    let curtailedMachineHours: Decimal
    /// Unplanned and not within curtailments.
    let downMachineHours: Decimal
    /// Of which nothing is known: they count neither for the agreed uptime nor against it.
    let missingMachineHours: Decimal
    /// What the meters say; nil where the machines' power and hours stand for it.
    let meteredKWh: Decimal?
    /// What was not consumed because of curtailments; nil where the machines' power and hours stand for it.
    let curtailedKWh: Decimal?
    /// What a kWh cost the provider, for a contract that passes it through; nil where the contract's price holds.
    let passedPricePerKWh: Decimal?
    /// Worth of what was mined, for a contract with a share of it.
    let minedRevenue: Decimal
    /// The energy by stored price, for a contract that passes those through; their kWh are what was metered.
    var powerParts: [PowerPart] = []
}

extension MeteredPeriod {
    /// A period in which every machine has the same hours.
    ///
    /// - Parameters:
    ///   - machineMonths: Of all machines together.
    ///   - hours: Of the period; more than zero.
    ///   - curtailedHours: Of each machine.
    ///   - downHours: Of each machine, unplanned and not within curtailments.
    init(
        machines: Int, machineMonths: MachineMonths, powerWatts: Decimal, hours: Decimal, curtailedHours: Decimal, downHours: Decimal,
        meteredKWh: Decimal?,
        passedPricePerKWh: Decimal?, minedRevenue: Decimal
    ) {
        let count = Decimal(machines)
        self.init(
            machines: machines, machineMonths: machineMonths, powerWatts: powerWatts, machineHours: hours * count,
            curtailedMachineHours: curtailedHours * count,
            downMachineHours: downHours * count, missingMachineHours: .zero, meteredKWh: meteredKWh, curtailedKWh: nil,
            passedPricePerKWh: passedPricePerKWh, minedRevenue: minedRevenue)
    }
}
