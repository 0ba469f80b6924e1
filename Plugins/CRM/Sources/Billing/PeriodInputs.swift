import PluginKit

/// What an invoice is asked for with, read and checked whole. Pure.
struct PeriodInputs: Sendable {
    let contractId: Int64
    let from: String
    let to: String
    /// Of the period, and of each machine in it.
    let hours: Decimal
    let curtailedHours: Decimal
    let downHours: Decimal
    let period: MeteredPeriod
    /// Nil where nobody told; zero in the period then.
    let minedRevenue: Decimal?

    static let kind = RecordKind(
        name: "invoice", plural: "invoices",
        fields: [
            RecordField("contract_id", .id, isRequired: true), RecordField("period_from", .date, isRequired: true),
            RecordField("period_to", .date, isRequired: true), RecordField("machines", .whole(most: 1_000_000), isRequired: true),
            RecordField("power_watts", .decimal(most: 1_000_000, decimals: 3)),
            RecordField("hours", .decimal(most: 10_000, decimals: 4), isRequired: true),
            RecordField("curtailed_hours", .decimal(most: 10_000, decimals: 4)),
            RecordField("down_hours", .decimal(most: 10_000, decimals: 4)),
            RecordField("kwh", .decimal(most: 1_000_000_000, decimals: 6)),
            RecordField("price_per_kwh", .decimal(most: 1_000, decimals: 8)),
            RecordField("mined_revenue", .decimal(most: 1_000_000_000, decimals: 8)),
        ],
        filters: [
            RecordField("contract_id", .id), RecordField("status", .choice(["draft", "issued"])), RecordField("q", .text(100)),
            RecordField("payment", .choice(InvoiceList.payments)),
        ])

    /// What was told, for the document.
    func write(to json: inout JSONWriter) {
        json.field("machines", period.machines)
        json.field("power_watts", period.powerWatts.text)
        json.field("hours", hours.text)
        json.field("curtailed_hours", curtailedHours.text)
        json.field("down_hours", downHours.text)
        json.field("is_metered", period.meteredKWh != nil)
    }

    /// Every fault, or the inputs.
    static func read(_ draft: RecordDraft) -> Result<PeriodInputs, InputFaults> {
        guard draft.faults.isEmpty else { return .failure(InputFaults(faults: draft.faults)) }
        func text(_ name: String) -> String? { draft.values[name] ?? nil }
        func decimal(_ name: String) -> Decimal? { text(name).flatMap { Decimal($0) } }
        let (hours, curtailed, down) = (decimal("hours") ?? .zero, decimal("curtailed_hours") ?? .zero, decimal("down_hours") ?? .zero)
        let (from, to) = (text("period_from") ?? "", text("period_to") ?? "")
        var faults: [FieldFault] = []
        if hours.isZero { faults.append(FieldFault("hours", found: "0", expected: "more than 0 hours")) }
        if curtailed + down > hours {
            faults.append(FieldFault("down_hours", found: down.text, expected: "with curtailed_hours at most the hours of the period"))
        }
        if to < from {
            faults.append(FieldFault("period_to", found: to, expected: "period_from or a later day"))
        } else if let first = CalendarDay(from), let last = CalendarDay(to) {
            let days = last.number - first.number + 1
            if days > BillingInputs.longestDays {
                let expected = "a day at most \(BillingInputs.longestDays - 1) days after period_from"
                faults.append(FieldFault("period_to", found: to, expected: expected))
            } else if hours > Decimal(24 * days + 1) {
                // Where clocks go back, a day has an hour more.
                faults.append(FieldFault("hours", found: hours.text, expected: "at most \(24 * days + 1), the hours of the period"))
            }
        }
        if text("kwh") == nil, text("power_watts") == nil {
            faults.append(FieldFault("kwh", found: nil, expected: "what was metered, or power_watts of a machine"))
        }
        guard faults.isEmpty, let id = text("contract_id").flatMap(Int64.init), let machines = text("machines").flatMap(Int.init),
            let first = CalendarDay(from), let last = CalendarDay(to)
        else {
            return .failure(InputFaults(faults: faults))
        }
        let period = MeteredPeriod(
            machines: machines, machineMonths: MachineMonths(machines: machines, from: first, to: last),
            powerWatts: decimal("power_watts") ?? .zero, hours: hours, curtailedHours: curtailed, downHours: down,
            meteredKWh: decimal("kwh"), passedPricePerKWh: decimal("price_per_kwh"), minedRevenue: decimal("mined_revenue") ?? .zero)
        return .success(
            PeriodInputs(
                contractId: id, from: from, to: to, hours: hours, curtailedHours: curtailed, downHours: down, period: period,
                minedRevenue: decimal("mined_revenue")))
    }
}

/// Everything that is wrong with some inputs.
struct InputFaults: Error, Sendable {
    let faults: [FieldFault]
}
