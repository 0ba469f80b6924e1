import PluginKit

/// What pages and the JSON interface do with one finding.
struct AnomalyActions: Sendable {
    let context: PluginContext

    /// A finding's row. Throws `.notFound`.
    func read(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.batch([AnomalyQuery.one(id)])[0].rows.first else {
            throw PluginError(.notFound, "There is no finding \(id).")
        }
        return row
    }

    /// Notes that a person knows of a finding; twice is once. Throws `.notFound`, and `.conflict` for one that is over.
    func acknowledge(_ id: Int64, by member: String?) async throws {
        let written = try await context.database.execute(
            "anomaly_acknowledge", .integer(id), .timestamp(context.clock.now), Value(member))
        guard written == 0 else { return }
        guard let state = try await context.database.query("anomaly_state", .integer(id)).first?.text("state") else {
            throw PluginError(.notFound, "There is no finding \(id).")
        }
        guard state == "acknowledged" else {
            throw PluginError(.conflict, "The finding is over: only one that is open can be acknowledged.")
        }
    }
}
