import HostTenancy
import PluginABI

/// Services that fail, in every way that there is.
struct FailingResultsCase: ConformanceCase {
    let name = "failing-results"
    let summary = "ends operations with every status, refuses to start them with every status"
    let rule = "How a call ended. The numbers are fixed. `error` is null exactly when `status` is HI_OK."
    let isolations: [IsolationMode] = [.host, .worker]
    let needs = ["borrowed-spans", "early-results"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        var failed = 0
        for status in (1...HI_INTERNAL).map(Int32.init) {
            for isRefused in [false, true] {
                host.script { operation in
                    var reply = OperationReply(timing: operation.id % 2 == 0 ? .atOnce : .later(0), status: status)
                    if isRefused { reply.refusal = status }
                    return reply
                }
                for work in probe.works {
                    probe.doing("\(work.name), operations \(isRefused ? "refused" : "ended") with status \(status)")
                    if try instance.call(work.message()).status != HI_OK { failed += 1 }
                }
            }
        }
        host.script { PlausibleReply.make($0, probe.shapes, seed: probe.seed) }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(failed) calls failed as they should, or did without")
    }
}
