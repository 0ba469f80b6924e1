/// Whether a worker computes though nobody waits for it, such as in a thread that goes on after its call has ended, or far beyond its quota
/// in a call that was let in while there was some left. Pure: asked once a second or so, with the processor time that the kernel counts.
struct WorkerProcessorWatch: Sendable {
    /// How much is allowed.
    struct Limits: Sendable, Hashable {
        /// The time over which it is added up.
        var windowNanos: UInt64 = 60_000_000_000
        /// The part of the quota that may be used with no call under way: runtimes and caches tidy up.
        var percentOfQuota: UInt64 = 25
        /// The part of the quota that may be used whoever waits. The quota refuses new calls once it is used up; what is under way then may
        /// take as much again.
        var percentOfQuotaInCalls: UInt64 = 200
    }

    private struct Sample {
        let atNanos: UInt64
        let spentNanos: UInt64
        /// Whether a call was under way then.
        let isForSomebody: Bool
    }

    private let limits: Limits
    /// What was spent, oldest first; within the window.
    private var samples: [Sample] = []
    private var wasEntitled = true

    init(_ limits: Limits = Limits()) { self.limits = limits }

    /// Takes in what the process has spent since the last look.
    ///
    /// - Parameters:
    ///   - spentNanos: Processor time since the last look.
    ///   - isEntitled: Whether a call, an operation or the making of an instance is under way, or was since the last look.
    ///   - quotaNanosPerMinute: `cpu_milliseconds_per_minute` of all instances in the worker together.
    /// - Returns: Why the worker is to be ended, for the operator; nil if it is not.
    mutating func look(atNanos now: UInt64, spentNanos: UInt64, isEntitled: Bool, quotaNanosPerMinute: UInt64) -> String? {
        samples.removeAll { now &- $0.atNanos >= limits.windowNanos }
        // The time since the last look belongs to a call that was under way then or is now.
        let isForSomebody = isEntitled || wasEntitled
        wasEntitled = isEntitled
        guard spentNanos > 0 else { return nil }
        samples.append(Sample(atNanos: now, spentNanos: spentNanos, isForSomebody: isForSomebody))
        let idle = samples.filter { !$0.isForSomebody }
        if !isForSomebody, let excess = excess(idle, percent: limits.percentOfQuota, quotaNanosPerMinute) {
            return "\(excess.used) with no call under way; \(excess.allowed). A thread of the plugin goes on after its calls have ended"
        }
        return excess(samples, percent: limits.percentOfQuotaInCalls, quotaNanosPerMinute).map {
            "\($0.used); \($0.allowed). Calls that were under way when the quota was used up went on"
        }
    }

    /// What is too much, in words.
    private func excess(_ samples: [Sample], percent: UInt64, _ quotaNanosPerMinute: UInt64) -> (used: String, allowed: String)? {
        let spent = samples.reduce(0) { $0 &+ $1.spentNanos }
        let (product, overflow) = (quotaNanosPerMinute / 6_000).multipliedReportingOverflow(
            by: percent * (limits.windowNanos / 1_000_000_000))
        let allowed = overflow ? .max : product
        guard spent > allowed else { return nil }
        return (
            "it used \(spent / 1_000_000) ms of processor time within \(limits.windowNanos / 1_000_000_000) s",
            "at most \(allowed / 1_000_000) ms are allowed, \(percent) % of cpu_milliseconds_per_minute"
        )
    }
}
