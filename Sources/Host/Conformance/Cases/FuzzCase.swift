import Foundation
import HostPlugins
import HostTenancy
import PluginABI

/// Random damage, repeatable by its seed.
struct FuzzCase: ConformanceCase {
    let name = "fuzz"
    let summary = "damages calls, results and replies at random for two seconds; the seed that is printed repeats it"
    let rule = "A reader must check. (Every byte from outside may be hostile.)"
    let isolations: [IsolationMode] = [.host, .worker]
    var needs: [String] { ["early-results", "bad-text", "sizes", "damaged-messages", "hostile-rows", "unknown-calls"] }
    let isQuick = false

    /// A worker reads the same bytes by the same code: it gets half the time.
    static func budgetNanos(_ probe: Probe) -> UInt64 { probe.worker == nil ? 2_000_000_000 : 1_000_000_000 }
    static let maximumRounds = 5_000

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true)) { operation in
            var random = SeededRandom(probe.seed ^ operation.id &* 0x9E37)
            var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
            reply.timing = [.atOnce, .later(0), .later(200_000)][random.below(3)]
            if random.below(2) == 0 { reply.result = Damage.random(reply.result, &random) }
            if random.below(2) == 0 { reply.batches = reply.batches.map { Damage.random($0, &random) } }
            return reply
        }
        let instance = try probe.instance(host)
        var random = probe.random
        let end = monotonicNanos() + Self.budgetNanos(probe)
        var rounds = 0
        while monotonicNanos() < end, rounds < Self.maximumRounds, !probe.works.isEmpty {
            let work = probe.works[random.below(probe.works.count)]
            rounds += 1
            probe.doing("\(work.name), round \(rounds)")
            var contents = Work.Contents()
            if random.below(3) == 0 { contents.parameter = random.bytes(random.below(40)) }
            if random.below(3) == 0 { contents.query = random.bytes(random.below(80)) }
            if random.below(3) == 0 {
                contents.body = Damage.random(Array(#"{"id":"1","items":[{"name":"x","value":1.5}],"on":true}"#.utf8), &random)
            }
            var message = work.message(contents)
            if random.below(3) > 0 { message = Damage.random(message, &random) }
            try instance.call(message)
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(rounds) rounds")
    }
}
