/// Tells a plugin that blocks or computes for long from a machine that is busy. Pure.
///
/// A thread that the kernel takes its processor from makes any call look long; it has then neither computed for long nor waited by
/// itself. A page that is read from disk is a wait too, but a plugin that blocks does so call after call.
struct OverrunWatch: Sendable {
    /// So many overruns …
    static let overruns = 3
    /// … within so many calls are the plugin's doing.
    static let withinCalls = 32

    private var recent: [Int] = []

    /// Whether a call that was too long by the clock was so by what its thread did, and not by what the kernel did to it.
    static func isOwnDoing(from before: ThreadEffort, to after: ThreadEffort, limitNanos: UInt64) -> Bool {
        after.voluntaryWaits > before.voluntaryWaits || after.processorNanos &- before.processorNanos > limitNanos
    }

    /// Notes an overrun of the plugin's own; returns whether the plugin must not run on the host's threads any longer.
    ///
    /// - Parameter calls: How many calls the plugin has answered so far.
    mutating func overran(atCall calls: Int) -> Bool {
        recent.append(calls)
        if recent.count > Self.overruns { recent.removeFirst() }
        return recent.count == Self.overruns && calls - recent[0] <= Self.withinCalls
    }
}
