@testable import CRM

/// Contracts and periods of the tests, with what a test says in place of what is usual.
func terms(
    _ kind: ContractKind, price: Decimal = "0.068", fee: Decimal = "12", share: Decimal = "0", uptime: Decimal = "97",
    credit: Decimal = "0.010",
    tax: Decimal = "8.25"
) -> ContractTerms {
    ContractTerms(
        kind: kind, pricePerKWh: price, feePerMachine: fee, revenueSharePercent: share, agreedUptimePercent: uptime,
        curtailmentCreditPerKWh: credit, taxPercent: tax)
}

func period(
    machines: Int = 120, watts: Decimal = "3250", hours: Decimal = "720", curtailed: Decimal = "18", down: Decimal = "45",
    months: MachineMonths? = nil, kWh: Decimal? = nil,
    passed: Decimal? = nil, mined: Decimal = "0"
) -> MeteredPeriod {
    MeteredPeriod(
        machines: machines, machineMonths: months ?? MachineMonths(parts: machines * MachineMonths.partsOfMonth), powerWatts: watts,
        hours: hours, curtailedHours: curtailed, downHours: down, meteredKWh: kWh,
        passedPricePerKWh: passed, minedRevenue: mined)
}
