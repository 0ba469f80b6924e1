import Foundation
import HostPlugins
import HostTenancy
import PluginABI
import Synchronization

/// Disabling while calls pour in.
struct DisableUnderLoadCase: ConformanceCase {
    let name = "disable-under-load"
    let needs = ["borrowed-spans", "unordered-results", "cancel"]
    let summary = "destroys an instance whose calls were pouring in from four threads, and watches for late uses; ten times"
    let rule =
        "The host calls destroy after the last call of this instance completed; no call follows. The plugin must not use `host` after it returns."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let works = probe.works
        guard !works.isEmpty else { return .skipped("the manifest declares no route and no job") }
        var count = 0
        for round in 0..<10 {
            probe.doing("load, round \(round + 1)")
            let host = probe.host(.init(hasGuardedTables: true)) { operation in
                var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
                reply.timing = operation.id % 4 == 0 ? .held : .later(UInt64(operation.id % 7) * 100_000)
                return reply
            }
            let instance = try probe.instance(host)
            let stop = Flag()
            let done = DispatchGroup()
            for thread in 0..<4 {
                done.enter()
                let seed = probe.seed &+ UInt64(round * 4 + thread)
                Thread.detachNewThread {
                    var random = SeededRandom(seed)
                    while !stop.isRaised, host.state.withLock({ $0.calls.count < 400 }) {
                        _ = instance.start(works[random.below(works.count)].message())
                        usleep(UInt32(random.below(300)))
                    }
                    done.leave()
                }
            }
            // A busy machine takes longer to get as many calls under way; a plugin that refuses them all has none.
            let limit = monotonicNanos() + 150_000_000
            usleep(15_000)
            while host.state.withLock({ $0.calls.count < 160 }), monotonicNanos() < limit { usleep(1_000) }
            stop.raise()
            done.wait()
            probe.doing("destroy, round \(round + 1)")
            count += host.state.withLock { $0.calls.count }
            try instance.destroy()
            usleep(3_000)
            try host.check()
        }
        usleep(30_000)
        return .passed("\(count) calls in 10 instances")
    }
}
