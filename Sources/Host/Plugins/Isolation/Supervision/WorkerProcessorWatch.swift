/// Whether a worker computes though nobody waits for it, such as in a thread that goes on after its call has ended. Pure: asked once a
/// second or so, with the processor time that the kernel counts.
struct WorkerProcessorWatch: Sendable {
    /// How much is allowed.
    struct Limits: Sendable, Hashable {
        /// The time over which it is added up.
        var windowNanos: UInt64 = 60_000_000_000
        /// The part of the quota that may be used with no call under way: runtimes and caches tidy up.
        var percentOfQuota: UInt64 = 25
    }

    private struct Sample {
        let atNanos: UInt64
        let spentNanos: UInt64
    }

    private let limits: Limits
    /// What was spent for nobody, oldest first; within the window.
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
        guard !isForSomebody, spentNanos > 0 else { return nil }
        samples.append(Sample(atNanos: now, spentNanos: spentNanos))
        let spent = samples.reduce(0) { $0 &+ $1.spentNanos }
        let allowed = allowedNanos(quotaNanosPerMinute)
        guard spent > allowed else { return nil }
        return
            "it used \(spent / 1_000_000) ms of processor time within \(limits.windowNanos / 1_000_000_000) s with no call under way; at most \(allowed / 1_000_000) ms are allowed, \(limits.percentOfQuota) % of cpu_milliseconds_per_minute. A thread of the plugin goes on after its calls have ended"
    }

    private func allowedNanos(_ quotaNanosPerMinute: UInt64) -> UInt64 {
        // In steps that cannot overflow for any quota that may be written.
        let perSecond = quotaNanosPerMinute / 60
        return perSecond * limits.percentOfQuota / 100 * (limits.windowNanos / 1_000_000_000)
    }
}
