import Foundation

/// The end of an instance is the end of what it does.
struct DestroyCase: ConformanceCase {
    let name = "destroy"
    let summary = "destroys an instance after calls, takes the handle and the tables away, and waits for late uses"
    let rule = "The plugin must not use `host` after destroy returns. `host` and `api` live until `destroy` returns."
    let needs = ["answer-form"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        for isUsed in [false, true] {
            let host = probe.host(.init(hasGuardedTables: true))
            let instance = try probe.instance(host)
            if isUsed {
                // With plain memory behind the calls' messages, those who keep spans are found by the case that names them.
                for work in probe.works {
                    probe.doing(work.name)
                    try instance.call(work.message())
                }
            }
            probe.doing("destroy")
            try instance.destroy()
            probe.doing("after destroy")
            for _ in 0..<25 where host.state.withLock({ $0.violations.isEmpty }) { usleep(2_000) }
        }
        return .passed("an unused instance and one that was used")
    }
}
