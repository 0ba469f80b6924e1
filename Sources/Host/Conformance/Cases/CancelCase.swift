import Foundation
import HostPlugins
import HostTenancy
import PluginABI

/// Cancel at any moment, and the completion still follows.
struct CancelCase: ConformanceCase {
    let name = "cancel"
    let summary = "cancels before, during and after calls, at random moments, with results held back until then"
    let rule = "Asks to end a call early. The completion still follows, with HI_CANCELLED or whatever was ready."
    let isolations: [IsolationMode] = [.host, .worker]
    let needs = ["borrowed-spans", "early-results", "late-completion"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        var random = probe.random
        host.script { operation in
            var reply = OperationReply()
            (reply.timing, reply.result) = (.held, PlausibleReply.make(operation, probe.shapes, seed: probe.seed).result)
            return reply
        }
        var count = 0
        for work in probe.works {
            for round in 0..<4 {
                probe.doing("\(work.name), cancelled while its operations are held, round \(round + 1)")
                guard case .success(let call) = instance.start(work.message()) else { continue }
                count += 1
                if random.below(2) == 0 { usleep(UInt32(random.below(1_500))) }
                try end(call, instance)
                instance.cancelOnly(call)
                host.closeCall(call)
                instance.cancelOnly(call)
            }
        }
        host.script { operation in
            var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
            reply.timing = operation.id % 3 == 0 ? .later(400_000) : operation.id % 3 == 1 ? .later(0) : .atOnce
            return reply
        }
        for round in 0..<40 {
            guard let work = probe.works.isEmpty ? nil : probe.works[random.below(probe.works.count)] else { break }
            probe.doing("\(work.name), cancelled at a random moment, round \(round + 1)")
            let pause = UInt32(random.below(600))
            guard case .success(let call) = instance.start(work.message()) else { continue }
            count += 1
            usleep(pause)
            try end(call, instance)
            host.closeCall(call)
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(count) calls cancelled")
    }

    /// Cancels until the completion comes: an operation that is begun after a cancel is cancelled too, as the host does with a call's.
    private func end(_ call: hi_id, _ instance: ProbedInstance) throws(Finding) {
        let end = monotonicNanos() + 3_000_000_000
        instance.cancel(call)
        while instance.wait(call, 20_000_000) == nil {
            instance.host.cancelOperations(of: call)
            guard monotonicNanos() < end else {
                throw Finding(
                    "call \(call) was not completed 3 s after its cancel, and its operations were ended",
                    expected: "the completion follows, with HI_CANCELLED or whatever was ready")
            }
        }
    }
}
