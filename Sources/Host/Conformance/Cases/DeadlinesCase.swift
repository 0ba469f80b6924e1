import HostPlugins
import HostTenancy

/// A deadline that has passed is no reason to hang or crash.
struct DeadlinesCase: ConformanceCase {
    let name = "deadlines"
    let summary = "calls with the deadline 0, long ago, just now, and at the end of time"
    let rule = "`deadline_nanos` is absolute; after it the host cancels, answers its own caller, and counts a late completion."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let instance = try probe.instance(probe.host(.init(isGuarded: true)))
        for work in probe.works {
            for (what, deadline) in [
                ("0", 0), ("1", 1), ("a millisecond ago", monotonicNanos() - 1_000_000), ("now", monotonicNanos()), ("never", .max),
            ] {
                probe.doing("\(work.name) with the deadline \(what)")
                try instance.call(work.message(), deadlineNanos: deadline)
            }
        }
        try instance.destroy()
        return .passed("\(probe.works.count * 5) calls")
    }
}
