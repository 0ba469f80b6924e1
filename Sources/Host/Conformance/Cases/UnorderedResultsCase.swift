import HostTenancy
import PluginABI

/// Results on other threads, delayed and in another order than their operations.
struct UnorderedResultsCase: ConformanceCase {
    let name = "unordered-results"
    let summary = "keeps many calls under way and brings their results delayed, on several threads, out of order"
    let rule = "Any thread of the host may call into a plugin, several at once. Thread of a result: a host thread."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true)) { operation in
            var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
            reply.timing = .later(UInt64((operation.id &* 7) % 11) * 200_000)
            return reply
        }
        let instance = try probe.instance(host)
        for round in 0..<3 {
            var calls: [hi_id] = []
            for work in probe.works + probe.works {
                probe.doing("\(work.name), round \(round + 1)")
                if case .success(let call) = instance.start(work.message()) { calls.append(call) }
            }
            for call in calls.reversed() {
                _ = try instance.end(call)
                host.closeCall(call)
            }
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(host.state.withLock { $0.operationsStarted }) results")
    }
}
