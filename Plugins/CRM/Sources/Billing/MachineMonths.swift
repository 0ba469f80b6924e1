/// For how long how many machines were there, in calendar months: what a fee by machine and month is for. Exact. Pure.
///
/// A day is its month's share, so a whole month is one, however long it is. A 377,580th is the largest part that a day of every month is a
/// whole number of: the least common multiple of 28, 29, 30 and 31.
struct MachineMonths: Sendable, Equatable {
    static let partsOfMonth = 377_580
    static let decimals = 4

    let parts: Int

    init(parts: Int) { self.parts = parts }

    /// So many machines through all days of a period.
    init(machines: Int, from: CalendarDay, to: CalendarDay) {
        var (sum, day) = (0, from)
        while day <= to {
            let first = CalendarDay.first(year: day.year, month: day.month)
            let next = CalendarDay.first(year: day.year, month: day.month + 1)
            let end = min(next, to.adding(days: 1))
            sum += Self.partsOfMonth / (next.number - first.number) * (end.number - day.number)
            day = next
        }
        parts = machines * sum
    }

    /// A fee by machine and month for all of it: exact for whole months, else with one quotient.
    func times(_ fee: Decimal) -> Decimal {
        parts.isMultiple(of: Self.partsOfMonth)
            ? fee * Decimal(parts / Self.partsOfMonth)
            : (fee * Decimal(parts)).divided(by: Decimal(Self.partsOfMonth), decimals: Bill.quotientDecimals)
    }

    /// `120`, `58.0645`.
    var text: String {
        Decimal(parts).divided(by: Decimal(Self.partsOfMonth), decimals: Self.decimals).trimmedText
    }
}
