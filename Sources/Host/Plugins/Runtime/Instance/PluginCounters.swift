package import Synchronization

/// What a plugin has done so far in this process, for /metrics. Thread: any.
package final class PluginCounters: Sendable {
    /// Calls that were answered.
    package let tally = CallTally()
    package let failures = Atomic<Int>(0)
    /// Callers that were answered by the deadline.
    package let expirations = Atomic<Int>(0)
    package let cancellations = Atomic<Int>(0)
    /// Inline calls of more than a millisecond.
    package let overruns = Atomic<Int>(0)
    /// Completions after the caller was answered.
    package let lateCompletions = Atomic<Int>(0)
    /// Completions of an id that was not under way.
    package let staleCompletions = Atomic<Int>(0)
    /// Uses of a handle whose instance had ended.
    package let lateUses = Atomic<Int>(0)
    /// Operations that were open when their instance ended though their calls had been completed.
    package let heldAtEnd = Atomic<Int>(0)
    /// Answers that were not well formed.
    package let malformedAnswers = Atomic<Int>(0)
    /// Calls refused because too many waited.
    package let refusals = Atomic<Int>(0)
    /// Calls that their caller gave up, among those of `tally`.
    package let givenUp = Atomic<Int>(0)
    /// Calls that the plugin failed, was late with, answered without sense or with 5xx: what a version is judged by. What the caller
    /// did wrong is not among them; a job run has no such caller, and whatever failed it is.
    package let faults = Atomic<Int>(0)
    /// Calls that were begun once more because a shared worker died under them.
    package let repeats = Atomic<Int>(0)
    /// Worker processes that died while they served this version.
    package let crashes = Atomic<Int>(0)

    package init() {}
}
