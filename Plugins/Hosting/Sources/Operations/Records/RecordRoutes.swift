import PluginKit

/// `/api/v1/hosting/tickets`, `/warranties`, and those and the notes of one miner.
struct RecordRoutes: Sendable {
    let context: PluginContext

    private static let ticketFields = [
        "id", "miner_id", "serial_number", "client", "title", "text", "state", "author", "author_name", "author_tenant", "is_own",
        "created_at", "changed_at", "closed_at",
    ]
    private static let warrantyFields =
        ["id", "miner_id", "serial_number", "client"] + WarrantyDraft.fields + [
            "is_covered", "author", "author_name", "created_at", "changed_at",
        ]

    private var store: RecordStore { RecordStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_tickets", tickets)
        Route("get_ticket") { try await ticket(try $0.integerParameter("id"), status: 200) }
        Route("open_ticket", open)
        Route("change_ticket", change)
        Route("list_notes", notes)
        Route("add_note", addNote)
        Route("miner_status_changes", statusChanges)
        Route("list_warranties") { try await warranties($0, of: nil) }
        Route("miner_warranties") { try await warranties($0, of: try $0.integerParameter("id")) }
        Route("add_warranty", addWarranty)
        Route("change_warranty", changeWarranty)
    }

    @Sendable private func tickets(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let call = Database.Call(
            "tickets_page", Value(try MinerQuery.choice("state", TicketDraft.states, request.text("state"))),
            Value(try request.integer("miner", in: 1...Int64.max)), Value(try MinerQuery.text("q", request.text("q"))),
            .integer(page.size), .integer(page.offset))
        return try await list(call, try await context.database.batch(call)[0].rows, RecordRoutes.ticketFields, page)
    }

    private func ticket(_ id: Int64, status: Int) async throws -> Response {
        try one(try await store.ticket(id), RecordRoutes.ticketFields, status: status)
    }

    @Sendable private func open(_ request: Request) async throws -> Response {
        let miner = try request.integerParameter("id")
        let draft = try TicketDraft(try request.json(), isNew: true)
        return try await ticket(try await store.open(draft, of: miner, author: request.member ?? ""), status: 201)
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let draft = try TicketDraft(try request.json(), isNew: false)
        try await store.change(id, to: draft, isProvider: request.tenantKind == .provider)
        return try await ticket(id, status: 200)
    }

    @Sendable private func notes(_ request: Request) async throws -> Response {
        let (id, page) = (try request.integerParameter("id"), try PageOf(request))
        let ticket = try request.integer("ticket", in: 1...Int64.max)
        let call = Database.Call("notes_page", .integer(id), Value(ticket), .integer(page.size), .integer(page.offset))
        let outcomes = try await context.database.batch(Database.Call("miner_exists", .integer(id)), call)
        guard !outcomes[0].rows.isEmpty else { throw MinerStore.notFound }
        return try await list(
            call, outcomes[1].rows, ["id", "miner_id", "ticket_id", "text", "author", "author_name", "created_at"], page)
    }

    @Sendable private func statusChanges(_ request: Request) async throws -> Response {
        let (id, page) = (try request.integerParameter("id"), try PageOf(request))
        let call = Database.Call("status_changes", .integer(id), .integer(page.size), .integer(page.offset))
        let outcomes = try await context.database.batch(Database.Call("miner_exists", .integer(id)), call)
        guard !outcomes[0].rows.isEmpty else { throw MinerStore.notFound }
        return try await list(call, outcomes[1].rows, ["changed_at", "from_status", "to_status", "author", "author_name"], page)
    }

    @Sendable private func addNote(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let fields = try BodyFields(try request.json(), of: "note", known: ["text", "ticket_id"])
        let ticket = try fields.text("ticket_id", 1...20).map { Int64($0) ?? 0 }
        try await store.note(try fields.text("text", 1...10_000) ?? "", on: id, ticket: ticket, author: request.member ?? "")
        return .empty(status: 201)
    }

    private func warranties(_ request: Request, of miner: Int64?) async throws -> Response {
        let page = try PageOf(request)
        let call = RecordStore.warranties(of: miner, try WarrantyQuery(request), page)
        var calls = [call]
        if let miner { calls.append(Database.Call("miner_exists", .integer(miner))) }
        let outcomes = try await context.database.batch(calls)
        if miner != nil, outcomes[1].rows.isEmpty { throw MinerStore.notFound }
        return try await list(call, outcomes[0].rows, RecordRoutes.warrantyFields, page)
    }

    @Sendable private func addWarranty(_ request: Request) async throws -> Response {
        let miner = try request.integerParameter("id")
        let draft = try WarrantyDraft(try request.json(), isNew: true)
        let id = try await store.add(draft, to: miner, author: request.member ?? "")
        return try one(try await store.warranty(id), RecordRoutes.warrantyFields, status: 201)
    }

    @Sendable private func changeWarranty(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let draft = try WarrantyDraft(try request.json(), isNew: false)
        let row = try await store.change(id, to: draft, isProvider: request.tenantKind == .provider)
        return try one(row, RecordRoutes.warrantyFields, status: 200)
    }

    private func one(_ row: Row, _ fields: [String], status: Int) throws -> Response {
        try .json(status: status) { json in
            try json.object { json in
                for name in fields { json.field(name, try row.cell(name)) }
            }
        }
    }

    private func list(_ call: Database.Call, _ rows: Rows, _ fields: [String], _ page: PageOf) async throws -> Response {
        let total = try await context.database.total(of: rows, page, call)
        return try .json(capacity: 256 * (rows.count + 1)) { json in
            try json.object { json in
                try json.array("items") { json in
                    for row in rows {
                        try json.object { json in
                            for name in fields { json.field(name, try row.cell(name)) }
                        }
                    }
                }
                page.write(total: total, to: &json)
            }
        }
    }
}
