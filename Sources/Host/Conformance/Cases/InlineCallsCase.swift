import CProbe
import HostPlugins
import PluginABI

/// Inline calls do not hold the host's event loop.
struct InlineCallsCase: ConformanceCase {
    let name = "inline-calls"
    let summary = "counts CPU time and waits of the host's thread inside `start`, over nine calls of each route and job"
    let rule = "`inline` = on the host's event loops, must return within HI_INLINE_LIMIT_NANOS and never block."

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        guard probe.manifest.calls == .inline else { return .skipped("the manifest says calls: threads") }
        let instance = try probe.instance(probe.host())
        var slow: Finding?
        var slowest: UInt64 = 0
        for work in probe.works {
            probe.doing(work.name)
            var (times, walls, waits): ([UInt64], [UInt64], [UInt64]) = ([], [], [])
            for _ in 0..<9 {
                var (cpuBefore, cpuAfter, waitsBefore, waitsAfter): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
                let message = work.message()
                let begin = monotonicNanos()
                probe_thread_usage(&cpuBefore, &waitsBefore)
                let started = instance.start(message)
                probe_thread_usage(&cpuAfter, &waitsAfter)
                walls.append(monotonicNanos() - begin)
                times.append(cpuAfter - cpuBefore)
                waits.append(waitsAfter - waitsBefore)
                guard case .success(let call) = started else { continue }
                _ = try instance.end(call)
                instance.host.closeCall(call)
            }
            let median = times.sorted()[4]
            slowest = max(slowest, median)
            let limit = UInt64(HI_INLINE_LIMIT_NANOS)
            // A thread that was only preempted did not wait; one that waits call after call blocks.
            if waits.sorted()[4] > 0, walls.sorted()[4] > limit {
                throw Finding(
                    "\(work.name) waited in \(waits.count { $0 > 0 }) of 9 calls and held the thread for \(walls.sorted()[4] / 1_000) µs",
                    expected: "`start` returns at once; `calls: threads` in plugin.yaml is for plugins that wait")
            }
            if median > limit {
                slow = Finding(
                    "\(work.name) computes for \(median / 1_000) µs", expected: "at most \(limit / 1_000) µs, or `calls: threads`")
            }
        }
        if let slow { return .warned(slow) }
        return .passed("at most \(slowest / 1_000) µs of CPU time, no waits")
    }
}
