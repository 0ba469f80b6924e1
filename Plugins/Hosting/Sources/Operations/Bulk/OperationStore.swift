import PluginKit

/// Operations in the database: ordering one, taking it back, stopping it.
struct OperationStore: Sendable {
    let context: PluginContext

    static let notFound = PluginError(.notFound, "There is no such operation.")

    /// Writes an operation and what it is for; one that only changes rows is carried out at once, others by the job.
    ///
    /// Throws `.notFound` for a site or a miner that is not in sight, `.invalidArgument` if the filter leaves no miner, or too many.
    func create(_ action: BulkAction, _ selection: MinerSelection, author: String) async throws -> Int64 {
        if case .setSite(let site?) = action, try await context.database.query("site_name", .integer(site)).isEmpty {
            throw PluginError(.notFound, "site_id: there is no site \(site).")
        }
        let call = Database.Call(
            "operation_create", parameters: [.text(action.name), action.arguments, .text(author)] + selection.values)
        guard let row = try await context.database.batch([call])[0].rows.first else {
            throw try await selection.refusal("Nothing was ordered.", in: context)
        }
        return try await begin(try row["id"], action.name)
    }

    /// Orders what takes an operation back. Throws `.notFound`, or `.conflict` where nothing takes it back, it runs still, or it was already.
    func undo(_ id: Int64, password: String, author: String) async throws -> Int64 {
        guard let row = try await detail(id), try row["is_own"] else { throw OperationStore.notFound }
        guard let action = BulkAction.undoing(try row["action"]) else {
            throw PluginError(.conflict, "Nothing takes back \"\(try row["action"] as String)\".")
        }
        guard try row.timestamp("finished_at") != nil else {
            throw PluginError(.conflict, "The operation has not ended. Wait, or stop it first.")
        }
        let arguments = Value.json { json in
            json.object { json in if action == "set_pools" { json.field("password", password) } }
        }
        let rows: Rows
        do throws(PluginError) {
            rows = try await context.database.query("operation_undo", .integer(id), .text(action), arguments, .text(author))
        } catch {
            guard error.isUniqueViolation else { throw error }
            throw PluginError(.conflict, "The operation was taken back already.")
        }
        guard let undo = rows.first else {
            throw PluginError(.conflict, "There is nothing to take back: no miner was changed, or it is not known what they had before.")
        }
        return try await begin(try undo["id"], action)
    }

    /// Keeps orders that are not out from being sent. Throws `.notFound`, or `.conflict` if it has ended.
    func cancel(_ id: Int64) async throws {
        guard let row = try await detail(id), try row["is_own"] else { throw OperationStore.notFound }
        guard try row.timestamp("finished_at") == nil else { throw PluginError(.conflict, "The operation has ended.") }
        _ = try await context.database.batch(Database.Call("operation_cancel", .integer(id)), Database.Call("operations_finish"))
        announce()
    }

    /// The row of one operation in sight.
    func detail(_ id: Int64) async throws -> Row? { try await context.database.query("operation_detail", .integer(id)).first }

    /// Tells pages that an operation moved on.
    func announce() {
        do {
            try context.events.publish("operations") { _ in }
        } catch {
            context.log.debug("The pages were not told of an operation: \(error)")
        }
    }

    private func begin(_ id: Int64, _ action: String) async throws -> Int64 {
        if BulkAction.isRecord(action) { try await apply(id) }
        announce()
        return id
    }

    /// Carries out an operation that only changes rows. Done again it changes nothing.
    func apply(_ id: Int64) async throws {
        let steps = ["records_note", "records_refuse", "records_log", "records_change", "records_end"].map {
            Database.Call($0, .integer(id))
        }
        _ = try await context.database.batch([MinerStore.turn] + steps + [Database.Call("operations_finish")])
    }
}
