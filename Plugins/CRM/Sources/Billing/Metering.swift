/// What the meters said of one client's machines in a period: the exact sums of the readings. Pure.
///
/// A reading is of a machine and a day, in kWh with six digits behind the point. An invoice's kWh are their sum, with what is estimated and
/// billed, rounded once to whole Wh, a half away from zero; its amount is that times the price, rounded once to hundredths.
struct Metering: Sendable {
    let machines: Int
    /// The days on which each was there: from the day on which it came, or told something.
    let machineMonths: MachineMonths
    /// By what machines told.
    let kWh: Decimal
    /// Drawn by machines that told no watts, by their rate and nameplate.
    let untoldKWh: Decimal
    /// Of gaps.
    let estimatedKWh: Decimal
    let curtailedKWh: Decimal
    /// Of what was curtailed the part that no reading confirms.
    let curtailedEstimatedKWh: Decimal
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
    /// Days of machines of which nobody recorded whether their power was told: there, all was.
    let unrecordedDays: Int
    /// Of one machine, by the catalogue of models; zero where no machine is in it any more.
    let nameplateWatts: Decimal
    let gaps: GapRule
    /// What the contract says of energy that is estimated, drawn and curtailed.
    let untoldPower: UntoldRule
    let untoldCurtailment: UntoldRule

    static let kWhDecimals = 3
    static let powerDecimals = 3

    /// What is billed.
    var billedKWh: Decimal { (drawnKWh + estimatedKWh).rounded(decimals: Self.kWhDecimals) }
    /// What is credited of what was curtailed.
    var creditedKWh: Decimal {
        (untoldCurtailment == .estimate ? curtailedKWh : curtailedKWh - curtailedEstimatedKWh).rounded(decimals: Self.kWhDecimals)
    }
    /// Whether nothing that was drawn is billed, for none of it was told: then downtime is worth nothing either.
    var leavesAllOut: Bool { untoldPower == .none && kWh.isZero && !untoldKWh.isZero }

    /// Of what was drawn what is billed.
    private var drawnKWh: Decimal { untoldPower == .estimate ? kWh + untoldKWh : kWh }

    private var hashedHours: Decimal { expectedHours - curtailedHours - downHours - missingHours }

    /// Of one machine while it drew power, as it is billed, in watts; zero where none did.
    var powerWatts: Decimal { meanWatts(over: hashedHours + idleHours) }

    /// Of one machine while it hashes, as far as is known: what hours of downtime are credited by. Zero where nothing is known.
    ///
    /// Who answers without hashing may draw next to nothing: the energy is too little for all hours in which it was drawn and too much for
    /// those of hashing alone. Between the two the nameplate holds, and where no machine hashed, there is only that.
    var creditedWatts: Decimal {
        guard !leavesAllOut else { return .zero }
        return hashedHours > .zero ? max(powerWatts, min(nameplateWatts, meanWatts(over: hashedHours))) : nameplateWatts
    }

    private func meanWatts(over hours: Decimal) -> Decimal {
        hours > .zero ? (drawnKWh * Decimal(1_000)).divided(by: hours, decimals: Self.powerDecimals) : .zero
    }

    /// The period as a bill needs it.
    func period(passedPricePerKWh: Decimal?, minedRevenue: Decimal) -> MeteredPeriod {
        MeteredPeriod(
            machines: machines, machineMonths: machineMonths, powerWatts: creditedWatts, machineHours: expectedHours,
            curtailedMachineHours: curtailedHours,
            downMachineHours: downHours, missingMachineHours: missingHours, meteredKWh: billedKWh,
            curtailedKWh: creditedKWh, passedPricePerKWh: passedPricePerKWh, minedRevenue: minedRevenue
        )
    }
}
