/// Tells a plugin that blocks from a machine that is busy: by how close together long calls come. Pure.
///
/// A thread that loses its processor makes any call look long, but it then had a whole time slice before, which is many calls. A
/// plugin that blocks or computes for long does so call after call.
struct OverrunWatch: Sendable {
    /// So many overruns …
    static let overruns = 3
    /// … within so many calls are the plugin's doing.
    static let withinCalls = 32

    private var recent: [Int] = []

    /// Notes an overrun; returns whether the plugin must not run on the host's threads any longer.
    ///
    /// - Parameter calls: How many calls the plugin has answered so far.
    mutating func overran(atCall calls: Int) -> Bool {
        recent.append(calls)
        if recent.count > Self.overruns { recent.removeFirst() }
        return recent.count == Self.overruns && calls - recent[0] <= Self.withinCalls
    }
}
