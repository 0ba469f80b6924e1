import Foundation

/// The month that a walk bills, and how far back it moves what it has stored to lie in it. Pure.
///
/// Only a month is billed that is over and settled, so the days of telemetry go to the middle of the last one that is: whenever a walk runs,
/// over midnight or a month's end too, its days lie in that month, and the one before them on which the machines come.
struct BilledMonth {
    /// As a browser's field has it.
    let text: String
    /// From the walk's last day on.
    let daysBack: Int
    /// The first and last day that a row may come to lie on, each as midnight in UTC.
    let days: [Date]

    /// Readings are whole two hours after their period; a walk takes a while to bill.
    private static let settlingSeconds = 3 * 3_600.0
    /// From 1.
    private static let middle = 15

    init(at now: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let settled = calendar.dateComponents([.year, .month], from: now - Self.settlingSeconds)
        let middle = DateComponents(year: settled.year, month: (settled.month ?? 1) - 1, day: Self.middle)
        guard let last = calendar.date(from: middle) else { preconditionFailure("the Gregorian calendar has no \(middle)") }
        text = String(last.formatted(.iso8601).prefix(7))
        daysBack = calendar.dateComponents([.day], from: last, to: calendar.startOfDay(for: now)).day ?? 0
        // A walk that began before midnight has a day before; one that goes over it now has a day after.
        days = (-1...1).compactMap { calendar.date(byAdding: .day, value: $0, to: last) }
    }
}
