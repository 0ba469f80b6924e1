/// Tells an instance that computes for too long again and again from one that does so now and then. Pure.
///
/// It counts processor time alone: a thread that waits for a processor, a lock or a page spends none, so a busy machine makes nobody
/// overrun.
struct OverrunTally: Sendable {
    /// So many overruns …
    static let maximumOverruns = 16
    /// … that took so long together …
    static let togetherNanos: UInt64 = 250_000_000
    /// … within so long are too many.
    static let windowNanos: UInt64 = 60_000_000_000

    private var recent: [(atNanos: UInt64, processorNanos: UInt64)] = []

    /// Notes a call that computed for longer than the contract allows; returns whether those are too many now.
    mutating func overran(processorNanos: UInt64, atNanos now: UInt64) -> Bool {
        recent.removeAll { now > $0.atNanos && now - $0.atNanos > Self.windowNanos }
        // The largest say enough: what is kept does not grow with the calls.
        recent.append((now, processorNanos))
        if recent.count > 2 * Self.maximumOverruns {
            recent.sort { $0.processorNanos > $1.processorNanos }
            recent.removeLast()
        }
        return recent.count >= Self.maximumOverruns && recent.reduce(0) { $0 &+ $1.processorNanos } >= Self.togetherNanos
    }
}
