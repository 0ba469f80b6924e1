import HostTenancy
import PluginABI

/// What the host's process gets of a plugin, a worker gets too.
struct AnswersAlikeCase: ConformanceCase {
    let name = "answers"
    let summary = "calls every route and job in a worker and in the host's process, three times by turns, and compares how they end"
    let rule = "worker_safe: the plugin needs no environment, no network, no process and no file outside its bundle and scratch folder."
    let isolations: [IsolationMode] = [.worker]
    let countsViolations = false

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let here = try probe.instance(probe.host(), isHere: true)
        let there = try probe.instance(probe.host())
        for work in probe.works {
            var failures: [ProbedInstance.Ending] = []
            var answersHere = 0
            for round in 1...3 {
                probe.doing("\(work.name) in the host's process, round \(round)")
                if try here.call(work.message()).status == HI_OK { answersHere += 1 }
                probe.doing("\(work.name) in a worker, round \(round)")
                let ending = try there.call(work.message())
                if ending.status != HI_OK { failures.append(ending) }
            }
            // Some do not end alike every time; what never succeeds in a worker and always does elsewhere cannot run there.
            guard answersHere == 3, failures.count == 3, let failure = failures.first else { continue }
            throw Finding(
                "\(work.name) succeeds in the host's process, and fails in a worker with status \(failure.status): \(failure.message)",
                expected: "the same in both, or `worker_safe: false` in plugin.yaml")
        }
        try here.destroy()
        try there.destroy()
        return probe.works.isEmpty ? .skipped("the manifest declares no route and no job") : .passed("\(probe.works.count) routes and jobs")
    }
}
