/// What a period costs by a contract. Pure; every figure is exact but for those with a quotient, which have 18 decimals.
///
/// Curtailment does not count against the agreed uptime. What that falls short by is credited at the energy price of the whole period, or,
/// where a machine has a fixed price, as that share of it.
struct Bill: Sendable {
    let terms: ContractTerms
    let period: MeteredPeriod

    static let quotientDecimals = 18
    private static let hundred = Decimal(100)

    /// Of one machine.
    private var kilowatts: Decimal { period.powerWatts.divided(by: Decimal(1_000), decimals: period.powerWatts.scale + 3) }
    /// Hours of all machines together, as those below.
    private var availableHours: Decimal { period.machineHours - period.curtailedMachineHours - period.missingMachineHours }
    private var runHours: Decimal { availableHours - period.downMachineHours }

    /// The energy by stored price, where those are passed through.
    var powerParts: [PowerPart] { terms.kind == .basePassThrough ? period.powerParts : [] }
    /// Of the contract, or what the power cost if that is passed through: the mean where that changed.
    var pricePerKWh: Decimal {
        guard terms.kind == .basePassThrough else { return terms.pricePerKWh }
        guard let first = powerParts.first else { return period.passedPricePerKWh ?? terms.pricePerKWh }
        return powerParts.count == 1 || kWh.isZero
            ? first.price.pricePerKWh : energy.divided(by: kWh, decimals: Self.quotientDecimals)
    }
    var kWh: Decimal {
        powerParts.isEmpty ? period.meteredKWh ?? kilowatts * runHours : powerParts.reduce(.zero) { $0 + $1.kWh }
    }
    var energy: Decimal {
        guard powerParts.isEmpty else { return powerParts.reduce(.zero) { $0 + $1.kWh * $1.price.pricePerKWh } }
        return terms.kind == .flat ? .zero : kWh * pricePerKWh
    }
    var base: Decimal {
        switch terms.kind {
        case .flat, .basePassThrough: period.machineMonths.times(terms.feePerMachine)
        case .allIn, .revenueShare: .zero
        }
    }
    var revenueShare: Decimal { terms.kind == .revenueShare ? period.minedRevenue * terms.revenueSharePercent * Self.percent : .zero }

    /// A share of one.
    var uptime: Decimal {
        availableHours.isZero ? Decimal(1) : runHours.divided(by: availableHours, decimals: Self.quotientDecimals)
    }
    /// What the uptime falls short by, times the hours available, in percent: divided last, so that nothing is rounded on the way.
    private var shortfall: Decimal { terms.agreedUptimePercent * availableHours - Self.hundred * runHours }
    /// Whether hours down must be credited by a power that nobody knows.
    var lacksPower: Bool { terms.kind != .flat && shortfall > .zero && period.powerWatts.isZero && !pricePerKWh.isZero }
    /// The same for hours curtailed, of which no meter says what was not consumed.
    var lacksCurtailedPower: Bool {
        period.curtailedKWh == nil && period.powerWatts.isZero && !period.curtailedMachineHours.isZero
            && !terms.curtailmentCreditPerKWh.isZero
    }
    var uptimeCredit: Decimal {
        guard shortfall > .zero else { return .zero }
        let whole = terms.kind == .flat ? base : period.machineHours * kilowatts * pricePerKWh
        return (shortfall * whole).divided(by: Self.hundred * availableHours, decimals: Self.quotientDecimals)
    }
    var curtailedKWh: Decimal { period.curtailedKWh ?? kilowatts * period.curtailedMachineHours }
    var curtailmentCredit: Decimal { curtailedKWh * terms.curtailmentCreditPerKWh }

    var subtotal: Decimal { energy + base + revenueShare - uptimeCredit - curtailmentCredit }
    var tax: Decimal { subtotal * terms.taxPercent * Self.percent }
    var total: Decimal { subtotal + tax }

    static let percent = Decimal(isNegative: false, digits: Magnitude(1), scale: 2)
}
