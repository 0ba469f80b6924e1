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
    let hours: MachineHours
    /// Of the machines whose downtime is worth something: where untold power is not billed, all but those that told none.
    let creditedHours: MachineHours
    /// Machines with hours of which nothing is known.
    let machinesMissing: Int
    /// Days of machines of which nobody recorded whether they hashed: there, answers count.
    let answeredDays: Int
    /// Days of machines of which nobody recorded whether their power was told: there, all was.
    let unrecordedDays: Int
    /// Of one machine whose downtime is credited, by the catalogue of models; zero where none is in it any more.
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

    /// Of what was drawn what is billed.
    private var drawnKWh: Decimal { untoldPower == .estimate ? kWh + untoldKWh : kWh }

    /// Of one machine that is billed while it drew power, in watts; zero where none did.
    var powerWatts: Decimal { meanWatts(over: creditedHours.hashed + creditedHours.idle) }

    /// Of one machine that is billed while it hashes, as far as is known: what hours of downtime are credited by. Zero where nothing is known.
    ///
    /// Who answers without hashing may draw next to nothing: the energy is too little for all hours in which it was drawn and too much for
    /// those of hashing alone. Between the two the nameplate holds, and where no machine hashed, there is only that.
    var creditedWatts: Decimal {
        let hashed = creditedHours.hashed
        return hashed > .zero ? max(powerWatts, min(nameplateWatts, meanWatts(over: hashed))) : nameplateWatts
    }

    private func meanWatts(over hours: Decimal) -> Decimal {
        hours > .zero ? (drawnKWh * Decimal(1_000)).divided(by: hours, decimals: Self.powerDecimals) : .zero
    }

    /// What the agreed uptime is held against. A fee is paid for every machine, so its credit is for the hours of all.
    func uptimeHours(by kind: ContractKind) -> MachineHours { kind == .flat ? hours : creditedHours }

    /// The period as a bill by a kind of contract needs it.
    func period(by kind: ContractKind, passedPricePerKWh: Decimal?, minedRevenue: Decimal) -> MeteredPeriod {
        let hours = uptimeHours(by: kind)
        return MeteredPeriod(
            machines: machines, machineMonths: machineMonths, powerWatts: creditedWatts, machineHours: hours.expected,
            curtailedMachineHours: hours.curtailed, downMachineHours: hours.down, missingMachineHours: hours.missing,
            meteredKWh: billedKWh, curtailedKWh: creditedKWh, passedPricePerKWh: passedPricePerKWh, minedRevenue: minedRevenue)
    }
}
