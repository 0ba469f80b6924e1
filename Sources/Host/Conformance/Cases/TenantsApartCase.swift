import HostTenancy
import PluginABI

/// Two instances in one process know nothing of each other.
struct TenantsApartCase: ConformanceCase {
    let name = "tenants-apart"
    let summary = "serves two tenants by turns, with a mark of its tenant in every text, and looks for the other's mark in the answers"
    let rule = "The host's handle for one instance: one plugin version, enabled for one tenant. The tenant is bound to it."
    let isolations: [IsolationMode] = [.host, .worker]

    private static let marks = ["alphas-only-7c1e", "betas-only-93fd"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let shapes = probe.shapes
        let instances = try Self.marks.map { mark throws(Finding) in
            try probe.instance(probe.host { Self.marked(PlausibleReply.make($0, shapes, seed: probe.seed), $0, shapes, mark) })
        }
        var count = 0
        for round in 0..<4 {
            for work in probe.works {
                for (own, instance) in instances.enumerated() {
                    probe.doing("\(work.name), tenant \(own + 1), round \(round + 1)")
                    let mark = Array(Self.marks[own].utf8)
                    let contents = Work.Contents(
                        parameter: mark, query: Array("q=".utf8) + mark, headers: [(Array("x-mark".utf8), mark)], tenant: mark)
                    guard case .completed(let completion) = try instance.call(work.message(contents)) else { continue }
                    count += 1
                    let said = String(decoding: completion.answer, as: UTF8.self) + completion.message
                    if said.contains(Self.marks[1 - own]) {
                        throw Finding(
                            "\(work.name) answered one tenant with what only the other had said",
                            expected: "nothing that is kept crosses between instances")
                    }
                }
            }
        }
        for instance in instances { try instance.destroy() }
        return .passed("\(count) answers of two tenants")
    }

    /// The reply with the mark in every text column.
    private static func marked(_ reply: OperationReply, _ operation: StartedOperation, _ shapes: [StatementShape], _ mark: String)
        -> OperationReply
    {
        guard operation.kind == .statements else { return reply }
        var reply = reply
        var random = SeededRandom(operation.id)
        reply.result = StatementShape.result(
            PlausibleReply.statements(operation.message).map { number in
                guard shapes.indices.contains(number) else { return RawRows(rowCount: 0).finish() }
                var rows = RawRows(rowCount: 1)
                for column in shapes[number].columns {
                    let isText = column.type == "text" || column.type.hasPrefix("character")
                    rows.add(column.name, isText ? .texts([mark]) : StatementShape.values(column.type, 1, &random))
                }
                return rows.finish()
            }, affected: 1)
        return reply
    }
}
