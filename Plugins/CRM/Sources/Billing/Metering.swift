/// What the meters said of one client's machines in a period: the exact sums of the readings. Pure.
///
/// A reading is of a machine and a day, in kWh with six digits behind the point. An invoice's kWh are their sum, with what was estimated,
/// rounded once to whole Wh, a half away from zero; its amount is that times the price, rounded once to hundredths.
struct Metering: Sendable {
    let machines: Int
    /// The days on which each was there: from the day on which it came, or told something.
    let machineMonths: MachineMonths
    let kWh: Decimal
    let estimatedKWh: Decimal
    let curtailedKWh: Decimal
    /// Of all machines together, as the following.
    let expectedHours: Decimal
    let curtailedHours: Decimal
    /// Not hashing, and not curtailed.
    let downHours: Decimal
    /// Of these, answering and drawing power.
    let idleHours: Decimal
    let missingHours: Decimal
    /// Machines with hours of which nothing is known.
    let machinesMissing: Int
    /// Days of machines of which nobody recorded whether they hashed: there, answers count.
    let answeredDays: Int
    let gaps: GapRule

    static let kWhDecimals = 3
    static let powerDecimals = 3

    /// What is billed.
    var billedKWh: Decimal { (kWh + estimatedKWh).rounded(decimals: Self.kWhDecimals) }

    /// Of one machine while it drew power, in watts; zero where none did.
    var powerWatts: Decimal {
        let hours = expectedHours - curtailedHours - downHours + idleHours - missingHours
        guard hours > .zero else { return .zero }
        return (kWh * Decimal(1_000)).divided(by: hours, decimals: Self.powerDecimals)
    }

    /// The period as a bill needs it.
    func period(passedPricePerKWh: Decimal?, minedRevenue: Decimal) -> MeteredPeriod {
        MeteredPeriod(
            machines: machines, machineMonths: machineMonths, powerWatts: powerWatts, machineHours: expectedHours,
            curtailedMachineHours: curtailedHours,
            downMachineHours: downHours, missingMachineHours: missingHours, meteredKWh: billedKWh,
            curtailedKWh: curtailedKWh.rounded(decimals: Self.kWhDecimals), passedPricePerKWh: passedPricePerKWh, minedRevenue: minedRevenue
        )
    }
}
