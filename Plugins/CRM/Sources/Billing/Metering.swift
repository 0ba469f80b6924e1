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
    /// Of one machine, by the catalogue of models; zero where no machine is in it any more.
    let nameplateWatts: Decimal
    let gaps: GapRule

    static let kWhDecimals = 3
    static let powerDecimals = 3

    /// What is billed.
    var billedKWh: Decimal { (kWh + estimatedKWh).rounded(decimals: Self.kWhDecimals) }

    private var hashedHours: Decimal { expectedHours - curtailedHours - downHours - missingHours }

    /// Of one machine while it drew power, in watts; zero where none did.
    var powerWatts: Decimal { meanWatts(over: hashedHours + idleHours) }

    /// Of one machine while it hashes, as far as is known: what hours of downtime are credited by. Zero where nothing is known.
    ///
    /// Who answers without hashing may draw next to nothing: the energy is too little for all hours in which it was drawn and too much for
    /// those of hashing alone. Between the two the nameplate holds, and where no machine hashed, there is only that.
    var creditedWatts: Decimal {
        hashedHours > .zero ? max(powerWatts, min(nameplateWatts, meanWatts(over: hashedHours))) : nameplateWatts
    }

    private func meanWatts(over hours: Decimal) -> Decimal {
        hours > .zero ? (kWh * Decimal(1_000)).divided(by: hours, decimals: Self.powerDecimals) : .zero
    }

    /// The period as a bill needs it.
    func period(passedPricePerKWh: Decimal?, minedRevenue: Decimal) -> MeteredPeriod {
        MeteredPeriod(
            machines: machines, machineMonths: machineMonths, powerWatts: creditedWatts, machineHours: expectedHours,
            curtailedMachineHours: curtailedHours,
            downMachineHours: downHours, missingMachineHours: missingHours, meteredKWh: billedKWh,
            curtailedKWh: curtailedKWh.rounded(decimals: Self.kWhDecimals), passedPricePerKWh: passedPricePerKWh, minedRevenue: minedRevenue
        )
    }
}
