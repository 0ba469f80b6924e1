import PluginKit

/// The list of tickets, one ticket, and the forms of a miner's records.
struct RecordPageRoutes: Sendable {
    let context: PluginContext

    private var store: RecordStore { RecordStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("tickets_page", list)
        Route("ticket_page") { try await ticket($0, nil) }
        Route("ticket_form", change)
        Route("ticket_note_form", noteOnTicket)
        Route("miner_ticket_form", open)
        Route("miner_note_form", note)
        Route("miner_warranty_form", addWarranty)
        Route("warranty_form", changeWarranty)
        Route("place_form", place)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let state = try MinerQuery.choice("state", TicketDraft.states, request.text("state"))
        let search = try MinerQuery.text("q", request.text("q"))
        let call = Database.Call("tickets_page", Value(state), .null, Value(search), .integer(page.size), .integer(page.offset))
        let rows = try await context.database.batch(call)[0].rows
        let total = try await context.database.total(of: rows, page, call)
        if let end = page.redirect(request, total: total) { return end }
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

    private func ticket(_ request: Request, _ refused: RefusedForm?) async throws -> Response {
        let row = try await store.ticket(try request.integerParameter("id"))
        let (miner, id): (String, String) = (try row["miner_id"], try row["id"])
        let notes = try await context.database.query(
            "notes_page", Value(Int64(miner)), Value(Int64(id)), .integer(200), .integer(0))
        return try .page("ticket", title: "tickets.one", status: refused == nil ? 200 : 422) { json in
            try RecordFields.noteForm.write(refused, language: request.language, to: &json)
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
        let form = PostedForm(request)
        return try await RefusedForm.answer(RecordFields.noteForm.name, form) {
            try await store.note(form["text"] ?? "", on: Int64(miner) ?? 0, ticket: id, author: request.member ?? "")
            return .redirect(to: "/hosting/tickets/\(id)")
        } again: {
            try await ticket(request, $0)
        }
    }

    @Sendable private func open(_ request: Request) async throws -> Response {
        try await write(RecordFields.ticketForm, request) { form, miner in
            let draft = try TicketDraft(try form.json(RecordFields.ticketForm.fields), isNew: true)
            return .redirect(to: "/hosting/tickets/\(try await store.open(draft, of: miner, author: request.member ?? ""))")
        }
    }

    @Sendable private func note(_ request: Request) async throws -> Response {
        try await write(RecordFields.noteForm, request) { form, miner in
            try await store.note(form["text"] ?? "", on: miner, ticket: nil, author: request.member ?? "")
            return records(of: miner)
        }
    }

    @Sendable private func addWarranty(_ request: Request) async throws -> Response {
        try await write(RecordFields.newWarrantyForm, request) { form, miner in
            let draft = try WarrantyDraft(try form.json(WarrantyDraft.fields), isNew: true)
            _ = try await store.add(draft, to: miner, author: request.member ?? "")
            return records(of: miner)
        }
    }

    @Sendable private func changeWarranty(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let miner = Int64(try await store.warranty(id)["miner_id"] as String) ?? 0
        return try await write(RecordFields.warrantyForm(String(id)), request, of: miner) { form, miner in
            let draft = try WarrantyDraft(try form.json(WarrantyDraft.fields), isNew: true)
            // A form shows every field: what was emptied is to be empty.
            _ = try await store.change(id, to: draft, isWhole: true, isProvider: request.tenantKind == .provider)
            return records(of: miner)
        }
    }

    @Sendable private func place(_ request: Request) async throws -> Response {
        let fields = try RecordFields.placeForm()
        return try await write(fields, request) { form, miner in
            let place = try MinerPlace.read(try form.json(fields.fields, numbers: ["row", "position"]))
            try await MapRoutes(context: context).put(place, miner)
            return records(of: miner)
        }
    }

    /// Takes a form of a miner's page; one that is refused is shown there again.
    private func write(
        _ fields: FormFields, _ request: Request, of miner: Int64? = nil, _ body: (PostedForm, Int64) async throws -> Response
    ) async throws -> Response {
        let miner = if let miner { miner } else { try request.integerParameter("id") }
        let form = PostedForm(request)
        return try await RefusedForm.answer(fields.name, form) {
            try await body(form, miner)
        } again: {
            try await PageRoutes(context: context).miner(request, miner, template: "miner", refused: $0)
        }
    }

    private func records(of miner: Int64) -> Response { .redirect(to: "/hosting/miners/\(miner)#records") }
}
