import PluginKit

/// Tickets, notes and warranties of miners in the database.
struct RecordStore: Sendable {
    let context: PluginContext

    static let noTicket = PluginError(.notFound, "There is no such ticket.")
    static let noWarranty = PluginError(.notFound, "There is no such warranty record.")
    private static let notOwn = PluginError(.denied, "This was written by your provider; add a note, or ask it to change this.")

    /// Throws `.notFound` for a miner that is not in sight.
    func open(_ draft: TicketDraft, of miner: Int64, author: String) async throws -> Int64 {
        let rows = try await context.database.query(
            "ticket_insert", .integer(miner), Value(draft.title), .text(draft.text ?? ""), .text(author))
        guard let row = rows.first else { throw MinerStore.notFound }
        return try row["id"]
    }

    /// Throws `.notFound`, or `.denied` for a ticket that another tenant opened, unless that is the provider who changes it.
    func change(_ id: Int64, to draft: TicketDraft, isProvider: Bool) async throws {
        let call = Database.Call(
            "ticket_update", .integer(id), Value(draft.title), Value(draft.text), Value(draft.state), .boolean(isProvider))
        let outcomes = try await context.database.batch(call, Database.Call("ticket_detail", .integer(id)))
        guard outcomes[1].rows.first != nil else { throw RecordStore.noTicket }
        guard outcomes[0].affected == 1 else { throw RecordStore.notOwn }
    }

    /// Throws `.notFound` for a ticket that is not in sight.
    func ticket(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.query("ticket_detail", .integer(id)).first else { throw RecordStore.noTicket }
        return row
    }

    /// Adds a note to a miner, or to one of its tickets. Throws `.invalidArgument` for a text of no or too many characters, `.notFound`.
    func note(_ text: String, on miner: Int64, ticket: Int64?, author: String) async throws {
        guard (1...10_000).contains(text.unicodeScalars.count), !text.contains("\0") else {
            throw PluginError(.invalidArgument, "text: expected a text of 1 to 10000 characters.")
        }
        let rows = try await context.database.query("note_insert", .integer(miner), Value(ticket), .text(text), .text(author))
        guard !rows.isEmpty else { throw ticket == nil ? MinerStore.notFound : RecordStore.noTicket }
    }

    /// Throws `.notFound` for a miner that is not in sight.
    func add(_ draft: WarrantyDraft, to miner: Int64, author: String) async throws -> Int64 {
        let call = Database.Call("warranty_insert", parameters: [.integer(miner)] + draft.values + [.text(author)])
        guard let row = try await context.database.batch([call])[0].rows.first else { throw MinerStore.notFound }
        return try row["id"]
    }

    /// Throws `.notFound` for a record that is not in sight.
    func warranty(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.batch([RecordStore.warranties(record: id)])[0].rows.first else {
            throw RecordStore.noWarranty
        }
        return row
    }

    /// Gives the record as it is then. Throws `.notFound`, or `.denied` for a record that another tenant wrote, unless the provider changes it.
    ///
    /// - Parameter isWhole: What the draft does not say is emptied; else it stays.
    func change(_ id: Int64, to draft: WarrantyDraft, isWhole: Bool = false, isProvider: Bool) async throws -> Row {
        let call = Database.Call("warranty_update", parameters: [.integer(id)] + draft.values + [.boolean(isProvider), .boolean(isWhole)])
        let outcomes = try await context.database.batch([call, RecordStore.warranties(record: id)])
        guard let row = outcomes[1].rows.first else { throw RecordStore.noWarranty }
        guard outcomes[0].affected == 1 else { throw RecordStore.notOwn }
        return row
    }

    /// One page of warranty records, of a miner, of those that a query leaves, or just one.
    static func warranties(
        of miner: Int64? = nil, record: Int64? = nil, _ query: WarrantyQuery = WarrantyQuery(),
        _ page: PageOf = PageOf(number: 1, size: 20)
    ) -> Database.Call {
        Database.Call(
            "warranties_page",
            parameters: [Value(miner), Value(record)] + query.values + [.integer(page.size), .integer(page.offset)])
    }
}
