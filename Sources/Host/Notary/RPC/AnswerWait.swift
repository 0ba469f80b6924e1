/// How long several nodes that are asked at once are waited for: until all have answered, for a little while after enough have, and never
/// longer than a limit. Pure.
struct AnswerWait: Sendable, Hashable {
    /// For the others, once enough have answered. In nanoseconds, as all here, of the monotonic clock.
    static let graceNanos: UInt64 = 1_000_000_000
    /// For anybody.
    static let limitNanos: UInt64 = 10_000_000_000

    private let quorum: Int
    private var open: Int
    private var definite = 0
    /// When nobody is waited for any more.
    private(set) var endNanos: UInt64

    /// - Parameters:
    ///   - asked: How many are asked.
    ///   - quorum: How many answers suffice.
    init(asked: Int, quorum: Int, nowNanos: UInt64) {
        self.quorum = quorum
        open = asked
        endNanos = nowNanos + Self.limitNanos
    }

    /// Takes an answer.
    /// - Parameter isDefinite: Whether it says something; a node that could not be reached is not waited for, and counts for nothing.
    mutating func note(isDefinite: Bool, nowNanos: UInt64) {
        open -= 1
        guard isDefinite else { return }
        definite += 1
        if definite == quorum { endNanos = min(endNanos, nowNanos + Self.graceNanos) }
    }

    /// Whether whoever has not answered is left behind.
    func isOver(nowNanos: UInt64) -> Bool { open <= 0 || nowNanos >= endNanos }
}
