import CProbe

/// An instance with the default settings.
struct CreateCase: ConformanceCase {
    let name = "create"
    let summary = "makes an instance with the default settings, and a second one beside it"
    let rule = "Makes an instance: the plugin for one tenant with its settings. One `create` at a time per plugin; may take up to a second."
    let needs = ["functions"]
    let limitSeconds = 6
    let countsViolations = false

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        var slowest: UInt64 = 0
        for number in 1...2 {
            probe.doing("create, instance \(number)")
            var (before, after, waits): (UInt64, UInt64, UInt64) = (0, 0, 0)
            probe_thread_usage(&before, &waits)
            _ = try probe.instance(probe.host())
            probe_thread_usage(&after, &waits)
            slowest = max(slowest, after - before)
        }
        guard slowest < 1_000_000_000 else {
            throw Finding("create took \(slowest / 1_000_000) ms of CPU time", expected: "at most a second")
        }
        return .passed("at most \(slowest / 1_000) µs of CPU time")
    }
}
