import HostTenancy
import PluginABI

/// A database whose answers do not fit.
struct HostileRowsCase: ConformanceCase {
    let name = "hostile-rows"
    let summary =
        "gives results with other columns, types, counts and nulls than expected, values at the ends of their types, and "
        + "offsets that lead outside"
    let rule =
        "A reader must check every range against `total_bytes`. (After an upgrade the database may be of another version than the plugin.)"
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        guard probe.manifest.services.contains(HI_DB_1) else { return .skipped("the manifest does not ask for \(HI_DB_1)") }
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        let hostile = probe.shapes.map { HostileRows.all($0, seed: probe.seed) }
        let lone = StatementShape(name: "", columns: [("id", "bigint"), ("name", "text")])
        let rounds = hostile.map(\.count).max() ?? 0
        for round in 0..<rounds {
            host.script { operation in
                var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
                guard operation.kind == .statements else { return reply }
                reply.result = StatementShape.result(
                    PlausibleReply.statements(operation.message).map { number in
                        let choices = hostile.indices.contains(number) ? hostile[number] : HostileRows.all(lone, seed: 1)
                        return choices[round % choices.count].rows
                    }, affected: round % 2 == 0 ? .max : -1)
                return reply
            }
            let what = hostile.first { $0.count > round }?[round].what ?? ""
            for work in probe.works {
                probe.doing("\(work.name): \(what)")
                try instance.call(work.message())
            }
        }
        let messages = Damage.all(StatementShape.result([RawRows(rowCount: 0).finish()], affected: 0))
        for (what, bytes) in messages {
            host.script { operation in
                var reply = PlausibleReply.make(operation, probe.shapes, seed: probe.seed)
                reply.result = bytes
                return reply
            }
            for work in probe.works {
                probe.doing("\(work.name): a result with \(what)")
                try instance.call(work.message())
            }
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(rounds) kinds of rows, \(messages.count) kinds of results")
    }
}
