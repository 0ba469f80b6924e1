import HostTenancy
import PluginABI

/// What the manifest does not declare is refused.
struct UnknownCallsCase: ConformanceCase {
    let name = "unknown-calls"
    let summary = "calls routes, jobs and kinds that do not exist, and cancels ids that are not under way"
    let rule = "HI_UNSUPPORTED: the other side does not know this function, kind or revision. An id that is not under way is ignored."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let instance = try probe.instance(probe.host(.init(isGuarded: true)))
        let calls: [(String, Int, String)] = [
            ("an unknown route", Int(HI_KIND_HTTP_REQUEST), "no_such_route"), ("an empty route", Int(HI_KIND_HTTP_REQUEST), ""),
            ("an unknown job", Int(HI_KIND_JOB_RUN), "no_such_job"), ("an unknown kind", 77, "x"), ("the kind 0", 0, "x"),
            ("an answer", Int(HI_KIND_HTTP_ANSWER), "x"), ("the kind 65535", 65_535, "x"),
        ]
        for (what, kind, name) in calls {
            probe.doing(what)
            let ending = try instance.call(Work.unknown(kind: kind, name: name))
            guard ending.status != HI_OK else {
                throw Finding("\(what) was answered with HI_OK", expected: "HI_UNSUPPORTED, or another refusal")
            }
        }
        probe.doing("cancel of ids that are not under way")
        for id in [0, 1, 999, 1 << 40, UInt64.max] { instance.cancelOnly(id) }
        for work in probe.works {
            probe.doing(work.name)
            try instance.call(work.message())
        }
        try instance.destroy()
        return .passed("\(calls.count) unknown calls, 5 unknown ids")
    }
}
