import HostTenancy
import PluginABI

/// Devices that answer garbage.
struct DeviceRepliesCase: ConformanceCase {
    let name = "device-replies"
    let summary = "lets devices answer garbage, nothing, half, twice, under unknown keys and with every outcome"
    let rule = "Every exchange gives one reply row; after the last `on_replies` one `on_result` (with an empty message) ends the round."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        guard probe.manifest.services.contains(HI_DEVICE_1) else { return .skipped("the manifest does not ask for \(HI_DEVICE_1)") }
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        var random = probe.random
        let garbage: [(String, [UInt8])] = [
            ("nothing", []), ("a NUL", [0]), ("garbage", random.bytes(4_096)), ("half a JSON object", Array(#"{"STATUS":[{"STA"#.utf8)),
            ("deep nesting", [UInt8](repeating: 91, count: 65_536)), ("text that is not UTF-8", [0x7B, 0xFF, 0xFE, 0x7D]),
            ("numbers without end", Array("{\"a\":".utf8) + [UInt8](repeating: 57, count: 8_192)),
            ("zeros", [UInt8](repeating: 0, count: 65_536)),
        ]
        let rounds = Flag()
        for (what, text) in garbage {
            for outcome in [0, 3, 7, 99] as [Int64] {
                let batches: @Sendable ([Int64]) -> [[UInt8]] = { keys in
                    [
                        PlausibleReply.replies(keys, keys.map { _ in text }, outcome: outcome),
                        PlausibleReply.replies([.max, -1], [text, text], outcome: outcome),
                    ]
                }
                try attempt("\(what), outcome \(outcome)", batches, probe, host, instance, rounds)
            }
        }
        let lies = HostileRows.all(
            StatementShape(
                name: "",
                columns: [("key", "bigint"), ("outcome", "bigint"), ("reply", "bytea"), ("elapsed_us", "bigint"), ("detail", "text")]),
            seed: probe.seed)
        for (what, rows) in lies { try attempt("a batch with \(what)", { _ in [rows] }, probe, host, instance, rounds) }
        probe.doing("destroy")
        try instance.destroy()
        return rounds.isRaised
            ? .passed("\(garbage.count * 4 + lies.count) rounds")
            : .skipped("no route or job started a round of exchanges here; the shapes of its statements' results come from a database")
    }

    private func attempt(
        _ what: String, _ batches: @escaping @Sendable ([Int64]) -> [[UInt8]], _ probe: Probe, _ host: ScriptedHost,
        _ instance: ProbedInstance,
        _ rounds: Flag
    ) throws(Finding) {
        host.script { operation in
            // Every round is to begin: what a missing value does is another case's.
            var reply = PlausibleReply.make(operation, probe.shapes, nulls: false, seed: probe.seed)
            guard operation.kind == .devices else { return reply }
            rounds.raise()
            reply.batches = batches(PlausibleReply.keys(operation.message))
            return reply
        }
        for work in probe.works {
            guard case .job = work.kind else { continue }
            probe.doing("\(work.name): \(what)")
            try instance.call(work.message())
        }
    }
}
