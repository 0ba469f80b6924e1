/// When a delivery that failed is tried again: at once at first, then for three days. Pure.
enum RetrySchedule {
    /// Seconds from one attempt to the next.
    static let waits: [Int64] = [60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

    /// Seconds to the next attempt after so many; nil when it is given up.
    static func wait(after attempts: Int64) -> Int64? {
        guard attempts >= 1, attempts <= waits.count else { return nil }
        return waits[Int(attempts) - 1]
    }
}
