import PluginKit

/// What invoices from telemetry are asked for with, read and checked whole. Pure.
struct BillingInputs: Sendable {
    let from: CalendarDay
    let to: CalendarDay
    let gaps: GapRule
    let passedPricePerKWh: Decimal?
    let minedRevenue: Decimal?

    /// How long after the period its readings are whole: roll-ups take late rows in for an hour.
    static let settlingSeconds = 7_200.0
    static let longestDays = 92

    static let kind = RecordKind(
        name: "billing", plural: "billings",
        fields: [
            RecordField("month", .month), RecordField("period_from", .date), RecordField("period_to", .date),
            RecordField("gaps", .choice(GapRule.words)), RecordField("price_per_kwh", .decimal(most: 1_000, decimals: 8)),
            RecordField("mined_revenue", .decimal(most: 1_000_000_000, decimals: 8)),
        ], filters: [])

    /// Every fault, or the inputs.
    ///
    /// - Parameters:
    ///   - gaps: What holds where nothing is said.
    ///   - now: A period that is not over, or not settled, is a fault.
    static func read(_ draft: RecordDraft, gaps: GapRule, now: Timestamp) -> Result<BillingInputs, InputFaults> {
        func text(_ name: String) -> String? { (draft.values[name] ?? nil).flatMap { $0.isEmpty ? nil : $0 } }
        var faults = draft.faults
        guard faults.isEmpty else { return .failure(InputFaults(faults: faults)) }
        var (from, to) = (text("period_from").flatMap { CalendarDay($0) }, text("period_to").flatMap { CalendarDay($0) })
        if let month = text("month").flatMap({ CalendarDay("\($0)-01") }) {
            if from != nil || to != nil {
                faults.append(FieldFault("month", found: text("month"), expected: "month, or period_from and period_to, not both"))
            }
            (from, to) = (month, CalendarDay.first(year: month.year, month: month.month + 1).adding(days: -1))
        }
        guard let from, let to else {
            return .failure(
                InputFaults(faults: faults + [FieldFault("month", found: nil, expected: FieldKind.month.expectation, kind: .month)]))
        }
        if to < from {
            faults.append(FieldFault("period_to", found: to.text, expected: "period_from or a later day"))
        } else if to.number - from.number >= longestDays {
            faults.append(FieldFault("period_to", found: to.text, expected: "a day at most \(longestDays - 1) days after period_from"))
        }
        let end = Timestamp(unixMicros: Int64(to.number + 1) * 86_400_000_000)
        if end.adding(seconds: settlingSeconds) > now {
            let found = "\(from.text) – \(to.text)"
            faults.append(FieldFault("period", found: found, expected: "one whose last day ended at least 2 hours ago (UTC)"))
        }
        guard faults.isEmpty else { return .failure(InputFaults(faults: faults)) }
        return .success(
            BillingInputs(
                from: from, to: to, gaps: text("gaps").flatMap(GapRule.init(rawValue:)) ?? gaps,
                passedPricePerKWh: text("price_per_kwh").flatMap { Decimal($0) },
                minedRevenue: text("mined_revenue").flatMap { Decimal($0) }))
    }
}
