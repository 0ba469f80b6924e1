import PluginKit

/// Moves one record to another stage, if the table of stages allows it from where the record stands at that moment.
struct StageMove<To: Stage>: Sendable {
    let context: PluginContext
    let kind: RecordKind

    /// Throws `.notFound`, and `.conflict` that names the stages that may follow.
    func move(_ id: Int64, to stage: To, author: String?) async throws {
        let sources = stage.sources.map(\.rawValue).joined(separator: ",")
        let moved = try await context.database.query(
            "\(kind.name)_move", .integer(id), .text(stage.rawValue), .text(sources), Value(author))
        guard moved.isEmpty else { return }
        guard let row = try await context.database.query("\(kind.name)_detail", .integer(id)).first else {
            throw RecordStore(context: context, kind: kind).notFound
        }
        let found = try row.text("stage") ?? ""
        let next = To(rawValue: found)?.next.map(\.rawValue) ?? []
        let expected = next.isEmpty ? "nothing follows" : "expected one of \(next.joined(separator: ", "))"
        throw PluginError(.conflict, "stage: this \(kind.name) is \(found); \(expected), found \"\(stage.rawValue)\".")
    }
}
