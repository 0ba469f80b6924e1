import Foundation
import HostPlugins
import HostTenancy
import PluginABI

/// A completion that comes too late gets HI_STALE, and that is all.
struct LateCompletionCase: ConformanceCase {
    let name = "late-completion"
    let summary = "answers for the plugin at the deadline, brings the results afterwards, and refuses the completion with HI_STALE"
    let rule = "HI_STALE if `call` has completed before. The host makes the ids; a late completion gets STALE, not a crash."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        var late = 0
        for work in probe.works {
            probe.doing("\(work.name), given up")
            host.script { operation in
                var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
                reply.timing = .held
                return reply
            }
            guard case .success(let call) = instance.start(work.message()) else { continue }
            host.giveUp(call)
            if probe.worker != nil { cancel(call, instance) }
            let end = monotonicNanos() + ProbedInstance.answerNanos
            while host.completion(of: call) == nil {
                for id in host.openOperations() { host.deliver(id) }
                usleep(300)
                guard monotonicNanos() < end else {
                    throw Finding(
                        "\(work.name) was not completed after the host gave it up and all its results came",
                        expected: "exactly one `complete`")
                }
            }
            // A worker's plugin has been told of the cancel, and its results come all the same.
            for id in host.openOperations(of: call) { host.deliver(id) }
            late += 1
            host.closeCall(call)
            host.script { PlausibleReply.make($0, probe.shapes, seed: probe.seed) }
            probe.doing("\(work.name), once more after a late completion")
            try instance.call(work.message())
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(late) late completions")
    }

    /// As a host does at the deadline: by then the plugin has begun something, or completed the call.
    private func cancel(_ call: hi_id, _ instance: ProbedInstance) {
        let end = monotonicNanos() + ProbedInstance.answerNanos
        while instance.host.completion(of: call) == nil, instance.host.openOperations().isEmpty, monotonicNanos() < end {
            usleep(300)
        }
        instance.cancelOnly(call)
    }
}
