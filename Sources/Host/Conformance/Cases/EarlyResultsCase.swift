/// Results that come before the function that started the operation has returned.
struct EarlyResultsCase: ConformanceCase {
    let name = "early-results"
    let summary = "brings every result from within the service's start"
    let rule = "Called exactly once for every operation whose start returned HI_OK, and possibly before that start has returned."

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true)) { operation in
            var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
            reply.timing = .atOnce
            return reply
        }
        let instance = try probe.instance(host)
        for work in probe.works {
            probe.doing(work.name)
            try instance.call(work.message())
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(host.state.withLock { $0.operationsStarted }) results")
    }
}
