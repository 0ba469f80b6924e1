import PluginKit

/// The list of tickets, one ticket, and the forms of a miner's records.
struct RecordPageRoutes: Sendable {
    let context: PluginContext

    private var store: RecordStore { RecordStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("tickets_page", list)
        Route("ticket_page", ticket)
        Route("ticket_form", change)
        Route("ticket_note_form", noteOnTicket)
        Route("miner_ticket_form", open)
        Route("miner_note_form", note)
        Route("miner_warranty_form", addWarranty)
        Route("warranty_form", changeWarranty)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let state = try MinerQuery.choice("state", TicketDraft.states, request.text("state"))
        let search = try MinerQuery.text("q", request.text("q"))
        let rows = try await context.database.query(
            "tickets_page", Value(state), .null, Value(search), .integer(page.size), .integer(page.offset))
        let total = try rows.first?.integer("total") ?? 0
        return try .page("tickets", title: "tickets.title") { json in
            json.field("search", search ?? "")
            json.field("is_provider", request.tenantKind == .provider)
            json.array("states") { json in
                for word in TicketDraft.states {
                    json.object { json in
                        json.field("value", word)
                        json.field("is_chosen", word == state)
                        for other in TicketDraft.states { json.field("is_\(other)_ticket", other == word) }
                    }
                }
            }
            try json.array("items") { json in
                for row in rows { try json.object { try RecordFields.write(ticket: row, to: &$0) } }
            }
            PagerFields("/hosting/tickets", page, total: total, count: rows.count, filters: [("state", state), ("q", search)]).write(
                to: &json)
        }
    }

    @Sendable private func ticket(_ request: Request) async throws -> Response {
        let row = try await store.ticket(try request.integerParameter("id"))
        let (miner, id): (String, String) = (try row["miner_id"], try row["id"])
        let notes = try await context.database.query(
            "notes_page", Value(Int64(miner)), Value(Int64(id)), .integer(200), .integer(0))
        return try .page("ticket", title: "tickets.one") { json in
            try RecordFields.write(ticket: row, to: &json)
            let isProvider = request.tenantKind == .provider
            json.field("is_provider", isProvider)
            json.field("may_write", request.role >= .user)
            json.field("may_change", try request.role >= .user && (isProvider || row["is_own"]))
            try json.array("miner_notes") { json in
                for note in notes { try json.object { try RecordFields.write(note: note, to: &$0) } }
            }
        }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let draft = try TicketDraft(try PostedForm(request).json(["title", "text", "state"]), isNew: false)
        try await store.change(id, to: draft, isProvider: request.tenantKind == .provider)
        return .redirect(to: "/hosting/tickets/\(id)")
    }

    @Sendable private func noteOnTicket(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let miner: String = try await store.ticket(id)["miner_id"]
        try await store.note(PostedForm(request)["text"] ?? "", on: Int64(miner) ?? 0, ticket: id, author: request.member ?? "")
        return .redirect(to: "/hosting/tickets/\(id)")
    }

    @Sendable private func open(_ request: Request) async throws -> Response {
        let draft = try TicketDraft(try PostedForm(request).json(["title", "text"]), isNew: true)
        let id = try await store.open(draft, of: try request.integerParameter("id"), author: request.member ?? "")
        return .redirect(to: "/hosting/tickets/\(id)")
    }

    @Sendable private func note(_ request: Request) async throws -> Response {
        let miner = try request.integerParameter("id")
        try await store.note(PostedForm(request)["text"] ?? "", on: miner, ticket: nil, author: request.member ?? "")
        return .redirect(to: "/hosting/miners/\(miner)#records")
    }

    @Sendable private func addWarranty(_ request: Request) async throws -> Response {
        let miner = try request.integerParameter("id")
        let draft = try WarrantyDraft(try PostedForm(request).json(WarrantyDraft.fields), isNew: true)
        _ = try await store.add(draft, to: miner, author: request.member ?? "")
        return .redirect(to: "/hosting/miners/\(miner)#records")
    }

    @Sendable private func changeWarranty(_ request: Request) async throws -> Response {
        let draft = try WarrantyDraft(try PostedForm(request).json(WarrantyDraft.fields), isNew: false)
        let row = try await store.change(try request.integerParameter("id"), to: draft, isProvider: request.tenantKind == .provider)
        return .redirect(to: "/hosting/miners/\(try row["miner_id"] as String)#records")
    }
}
