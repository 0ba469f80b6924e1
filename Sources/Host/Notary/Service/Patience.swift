/// For how long without a break something has been so. Pure.
struct Patience: Sendable, Hashable {
    private var sinceNanos: UInt64?

    init() {}

    /// It is so now; true once it has been for so long.
    /// - Parameters:
    ///   - nowNanos: Of the monotonic clock.
    ///   - limitNanos: How long it may be so.
    mutating func isOver(nowNanos: UInt64, limitNanos: UInt64) -> Bool {
        let since = sinceNanos ?? nowNanos
        sinceNanos = since
        return nowNanos - since >= limitNanos
    }

    /// It is not so, or nobody knows.
    mutating func reset() { sinceNanos = nil }
}
