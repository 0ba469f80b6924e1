import Foundation
import HostTenancy

/// No call is completed a second time.
struct CompletesOnceCase: ConformanceCase {
    let name = "completes-once"
    let summary = "calls every route and job, then waits for completions that are too many"
    let rule = "Completes a call that the host started, exactly once for each `start` that returned HI_OK, also after cancel."
    let isolations: [IsolationMode] = [.host, .worker]
    let needs = ["answers"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host()
        let instance = try probe.instance(host)
        for work in probe.works {
            probe.doing(work.name)
            try instance.call(work.message())
        }
        probe.doing("waiting for a second completion")
        for _ in 0..<40 where host.state.withLock({ $0.violations.isEmpty }) { usleep(2_000) }
        return .passed("\(host.state.withLock { $0.completions }) completions")
    }
}
