import Foundation
import Synchronization

/// Calls from many threads at once, each of which has its own host's tick.
struct ManyThreadsCase: ConformanceCase {
    let name = "many-threads"
    let summary = "calls and cancels from eight threads at once, each on its own rhythm"
    let rule = "Any thread of the host may call into a plugin and any thread of a plugin may call the host, several at once."
    let needs = ["borrowed-spans", "early-results", "unordered-results", "cancel"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host { operation in
            var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
            reply.timing = operation.id % 2 == 0 ? .atOnce : .later(0)
            return reply
        }
        let instance = try probe.instance(host)
        let works = probe.works
        let first = Mutex<Finding?>(nil)
        let done = DispatchGroup()
        probe.doing("calls from eight threads")
        for thread in 0..<8 {
            done.enter()
            let seed = probe.seed &+ UInt64(thread)
            Thread.detachNewThread {
                defer { done.leave() }
                var random = SeededRandom(seed)
                for _ in 0..<60 where !works.isEmpty {
                    guard case .success(let call) = instance.start(works[random.below(works.count)].message()) else { continue }
                    if random.below(5) == 0 { instance.cancel(call) }
                    do throws(Finding) { _ = try instance.end(call) } catch {
                        first.withLock { $0 = $0 ?? error }
                        return
                    }
                    host.closeCall(call)
                }
            }
        }
        done.wait()
        if let finding = first.withLock({ $0 }) { throw finding }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(host.state.withLock { $0.completions }) completions")
    }
}
