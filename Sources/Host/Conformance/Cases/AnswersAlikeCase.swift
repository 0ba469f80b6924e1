import HostTenancy
import PluginABI

/// What the host's process gets of a plugin, a worker gets too.
struct AnswersAlikeCase: ConformanceCase {
    let name = "answers"
    let summary = "calls every route and job three times in the host's process and three times in a worker, and compares how they end"
    static let text =
        "worker_safe: the plugin needs no environment, no network, no process and no file outside its bundle and scratch folder."
    static let rounds = 3

    let rule = text
    let isolations: [IsolationMode] = [.worker]
    let countsViolations = false

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let there = try probe.instance(probe.host())
        probe.doing("all in the host's process")
        let succeedsHere = try AnswersHereCase.positions(probe)
        for (position, work) in probe.works.enumerated() {
            var failures: [ProbedInstance.Ending] = []
            for round in 1...Self.rounds {
                probe.doing("\(work.name) in a worker, round \(round)")
                let ending = try there.call(work.message())
                if ending.status != HI_OK { failures.append(ending) }
            }
            // Some do not end alike every time; what never succeeds in a worker and always does elsewhere cannot run there.
            guard succeedsHere.contains(position), failures.count == Self.rounds, let failure = failures.first else { continue }
            throw Finding(
                "\(work.name) succeeds in the host's process, and fails in a worker with status \(failure.status): \(failure.message)",
                expected: "the same in both, or `worker_safe: false` in plugin.yaml")
        }
        try there.destroy()
        return probe.works.isEmpty ? .skipped("the manifest declares no route and no job") : .passed("\(probe.works.count) routes and jobs")
    }
}
