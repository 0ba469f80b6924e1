import PluginKit

/// Miners in the database: new ones, changes to one, and its removal, each refused by name.
struct MinerStore: Sendable {
    let context: PluginContext

    static let notFound = PluginError(.notFound, "There is no such miner.")

    /// First in every batch that gives miners addresses, or brings them back to theirs: of two at the same moment one waits for the other.
    static let turn = Database.Call("address_turns_take")

    /// Writes new miners, all or none, and gives `id` and `serial_number` of each.
    ///
    /// Throws `.conflict` for a serial number or an address that is taken, `.notFound` or `.invalidArgument` for a reference that leads nowhere.
    func insert(_ drafts: [MinerDraft], _ request: Request) async throws -> Rows {
        let wanted = MinerStore.rows(drafts, request)
        let rows: Rows
        do throws(PluginError) {
            rows = try await context.database.batch(MinerStore.turn, Database.Call("miners_insert", wanted))[1].rows
        } catch {
            guard error.isUniqueViolation else { throw error }
            throw MinerDraft.taken(try await context.database.query("miners_taken", wanted).decode())
        }
        guard rows.isEmpty else { return rows }
        let outcomes = try await context.database.batch(
            Database.Call("miners_unresolved", wanted), Database.Call("miners_crossed", wanted))
        if let row = outcomes[0].rows.first { throw try MinerDraft.unresolved(row) }
        throw MinerDraft.crossed(try outcomes[1].rows.decode(), of: drafts.count)
    }

    /// Changes a miner and gives its row of `miner_detail`.
    ///
    /// Throws as `insert` does, `.notFound`, and `.conflict` for another site while a plan holds the miner.
    func update(_ id: Int64, to draft: MinerDraft, _ request: Request) async throws -> Row {
        guard draft.client == nil else {
            throw PluginError(.invalidArgument, "client: a miner stays with its client; delete it and create it for the other.")
        }
        let call = Database.Call(
            "miner_update", .integer(id), Value(draft.serialNumber), Value(draft.model), Value(draft.status), Value(draft.address),
            Value(draft.port), .boolean(draft.setsSite), Value(draft.siteId), .text(request.member ?? ""),
            Value(draft.nameplate?.hashrate), Value(draft.nameplate?.powerWatts))
        let outcomes: [Database.Outcome]
        do throws(PluginError) {
            let written = try await context.database.batch(MinerStore.turn, call, Database.Call("miner_detail", .integer(id)))
            outcomes = Array(written.dropFirst())
        } catch {
            guard error.isUniqueViolation, let serialNumber = draft.serialNumber else { throw error }
            throw MinerDraft.taken(serialNumber: serialNumber)
        }
        guard let row = outcomes[1].rows.first else { throw MinerStore.notFound }
        guard outcomes[0].rows.isEmpty else { return row }
        let reasons = try await context.database.batch(
            Database.Call("miners_unresolved", MinerStore.rows([draft], request)), MinerStore.hindrances(id, draft))
        if let row = reasons[0].rows.first { throw try MinerDraft.unresolved(row) }
        throw try MinerHindrance.refusal(reasons[1].rows, field: "site_id", of: "Its site can be changed")
    }

    /// Removes a miner with all that is its own. Throws `.notFound`, and `.conflict` while a plan holds it.
    func delete(_ id: Int64) async throws {
        guard try await context.database.execute("miner_delete", .integer(id)) == 0 else { return }
        let outcomes = try await context.database.batch(
            Database.Call("miner_exists", .integer(id)), MinerStore.hindrances(id, nil))
        guard !outcomes[0].rows.isEmpty else { throw MinerStore.notFound }
        throw try MinerHindrance.refusal(outcomes[1].rows, field: "miner", of: "It can be deleted")
    }

    /// - Parameter draft: What the miner is to become; nil to go.
    private static func hindrances(_ id: Int64, _ draft: MinerDraft?) -> Database.Call {
        Database.Call("miner_hindrances", .integer(id), Value(draft?.status), Value(draft?.address), Value(draft?.port))
    }

    private static func rows(_ drafts: [MinerDraft], _ request: Request) -> Value {
        Value.json { json in
            json.array { json in
                for draft in drafts { draft.write(tenant: request.tenant, to: &json) }
            }
        }
    }
}
