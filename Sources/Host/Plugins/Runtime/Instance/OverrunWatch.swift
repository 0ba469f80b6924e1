/// Tells a plugin that blocks or computes for long from a machine that is busy. Pure.
///
/// A thread that the kernel takes its processor from makes any call look long, and so does one that waits for a lock whose holder lost
/// its processor; it has then neither computed for long nor slept for long. What is left of such waits, and pages that are read from
/// disk, are few and short. A plugin that blocks does so call after call.
struct OverrunWatch: Sendable {
    /// So many overruns …
    static let overruns = 3
    /// … within so many calls are the plugin's doing, …
    static let withinCalls = 32
    /// … if they took as long as the contract allows all of these calls together.
    static let togetherNanos = UInt64(withinCalls) * LoadedPlugin.overrunNanos

    private var recent: [(call: Int, nanos: UInt64)] = []

    /// Notes an overrun of the plugin's own; returns whether the plugin must not run on the host's threads any longer.
    ///
    /// - Parameters:
    ///   - calls: How many calls the plugin has answered so far.
    ///   - ownNanos: What the thread computed and slept in it, ``ThreadEffort/ownNanos(since:)``.
    mutating func overran(atCall calls: Int, ownNanos: UInt64) -> Bool {
        recent.removeAll { calls - $0.call > Self.withinCalls }
        recent.append((calls, ownNanos))
        return recent.count >= Self.overruns && recent.reduce(0) { $0 &+ $1.nanos } > Self.togetherNanos
    }
}
