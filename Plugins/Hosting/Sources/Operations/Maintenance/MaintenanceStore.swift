import PluginKit

/// Maintenance windows in the database.
struct MaintenanceStore: Sendable {
    let context: PluginContext

    static let states = ["running", "planned", "over"]

    /// Writes a window. Throws `.notFound` for a site of another, or a miner that is not in sight; `.invalidArgument` if a filter leaves no miner,
    /// or too many.
    func create(_ draft: MaintenanceDraft, author: String) async throws {
        let what: [Value] = [.timestamp(draft.from), .timestamp(draft.until), .text(draft.reason), .text(author)]
        switch draft.subject {
        case .site(let id):
            let call = Database.Call("maintenance_site_insert", parameters: what + [.integer(id)])
            guard try await context.database.batch([call])[0].affected == 1 else {
                throw PluginError(.notFound, "site_id: you have no site \(id).")
            }
        case .miners(let selection):
            let call = Database.Call("maintenance_miners_insert", parameters: what + selection.values)
            guard try await context.database.batch([call])[0].affected > 0 else {
                throw try await selection.refusal("Nothing was written.", in: context)
            }
        }
    }

    /// Ends a window that runs, or takes away one that has not begun. Throws `.notFound`, also for one of the provider's where a client asks.
    func end(_ id: Int64, isProvider: Bool) async throws {
        let parameters: [Value] = [.integer(id), .boolean(isProvider)]
        let outcomes = try await context.database.batch(
            Database.Call("maintenance_end", parameters: parameters), Database.Call("maintenance_delete", parameters: parameters))
        guard outcomes.contains(where: { $0.affected > 0 }) else {
            throw PluginError(.notFound, "There is no such window of yours that runs or is to come.")
        }
    }

    /// One page of windows, those made together as one row.
    func page(_ state: String?, _ page: PageOf) async throws -> (rows: Rows, total: Int64) {
        let call = Database.Call("maintenance_page", Value(state), .integer(page.size), .integer(page.offset))
        let rows = try await context.database.batch(call)[0].rows
        return (rows, try await context.database.total(of: rows, page, call))
    }
}
