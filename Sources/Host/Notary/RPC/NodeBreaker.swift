/// Keeps a node that answered too late from being waited for each time: it is left alone for a while, ever longer, until it answers. Pure.
///
/// A node that fails at once costs nothing and is asked every time.
struct NodeBreaker: Sendable, Hashable {
    /// How long it is left alone the first time, and at most. In nanoseconds of the monotonic clock.
    static let firstRestNanos: UInt64 = 5_000_000_000
    static let longestRestNanos: UInt64 = 60_000_000_000

    private var restNanos: UInt64 = 0
    private var untilNanos: UInt64 = 0

    /// Whether it is left alone now.
    func isOpen(nowNanos: UInt64) -> Bool { nowNanos < untilNanos }

    /// It was asked and had not answered when the others had.
    mutating func leftBehind(nowNanos: UInt64) {
        // Of several questions that it owes at once the first one counts.
        guard !isOpen(nowNanos: nowNanos) else { return }
        restNanos = restNanos == 0 ? Self.firstRestNanos : min(restNanos * 2, Self.longestRestNanos)
        untilNanos = nowNanos + restNanos
    }

    /// It has answered, however late.
    mutating func answered() { self = NodeBreaker() }
}
