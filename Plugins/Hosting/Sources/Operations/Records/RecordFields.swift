import PluginKit

/// Tickets, notes and warranties as pages show them.
enum RecordFields {
    static let ticketForm = FormFields(name: "ticket_form", fields: ["title", "text"])
    static let noteForm = FormFields(name: "note_form", fields: ["text"])
    static let newWarrantyForm = FormFields(name: "new_warranty_form", fields: WarrantyDraft.fields)

    /// The form of where a miner stands, as its page's row tells it.
    static func placeForm(_ miner: Row? = nil) throws -> FormFields {
        var form = FormFields(name: "place_form", fields: ["rack", "row", "position"])
        guard let miner else { return form }
        form.given["rack"] = try miner.text("rack")
        for name in ["row", "position"] { form.given[name] = try miner.integer(name).map(String.init) }
        return form
    }

    /// The form of a warranty record that there is.
    static func warrantyForm(_ id: String) -> FormFields { FormFields(name: "warranty_\(id)", key: "form", fields: WarrantyDraft.fields) }

    /// The statements of what a miner's page shows; `write(miner:)` takes their outcomes.
    static func calls(of miner: Int64) -> [Database.Call] {
        [
            Database.Call("tickets_page", .null, .integer(miner), .null, .integer(20), .integer(0)),
            Database.Call("notes_page", .integer(miner), .null, .integer(20), .integer(0)),
            RecordStore.warranties(of: miner),
            Database.Call("miner_maintenance", .integer(miner)),
            Database.Call("status_changes", .integer(miner), .integer(20), .integer(0)),
        ]
    }

    /// Writes what was noted about a miner, and the forms for more.
    static func write(
        _ miner: Row, _ outcomes: some Collection<Database.Outcome>, _ request: Request, _ refused: RefusedForm?, to json: inout JSONWriter
    ) throws {
        let rows = outcomes.map(\.rows)
        let isProvider = request.tenantKind == .provider
        let mayWrite = request.role >= .user
        json.field("may_write", mayWrite)
        json.field("may_place", request.role >= .admin)
        try ticketForm.write(refused, language: request.language, to: &json)
        try noteForm.write(refused, language: request.language, to: &json)
        try placeForm(miner).write(refused, language: request.language, to: &json)
        var newWarranty = newWarrantyForm
        newWarranty.given["vendor"] = try miner.text("vendor")
        try newWarranty.write(refused, language: request.language, to: &json) { json, text in
            json.field("form_id", "new")
            write(claim: text("state"), to: &json)
        }
        try json.array("tickets") { json in
            for row in rows[0] { try json.object { try write(ticket: row, to: &$0) } }
        }
        try json.array("miner_notes") { json in
            for row in rows[1] { try json.object { try write(note: row, to: &$0) } }
        }
        try json.array("warranties") { json in
            for row in rows[2] {
                try json.object { json in
                    try write(warranty: row, to: &json)
                    let mayChange = try mayWrite && (isProvider || row["is_own"])
                    json.field("may_change", mayChange)
                    if mayChange { try write(formOf: row, refused, request.language, to: &json) }
                }
            }
        }
        try json.array("status_changes") { json in
            for row in rows[4] { try json.object { try write(statusChange: row, to: &$0) } }
        }
        try json.array("maintenance") { json in
            for row in rows[3] {
                try json.object { json in
                    for name in ["reason", "is_of_site", "is_running"] { json.field(name, try row.cell(name)) }
                    DisplayTime.write("from", try row["from_at"], to: &json)
                    DisplayTime.write("until", try row["until_at"], to: &json)
                }
            }
        }
    }

    private static func write(statusChange row: Row, to json: inout JSONWriter) throws {
        try AuthorFields.write(row, to: &json)
        DisplayTime.write("changed", try row["changed_at"], to: &json)
        for (name, status) in [("from", try row["from_status"] as String), ("to", try row["to_status"] as String)] {
            json.object(name) { json in
                for word in MinerQuery.statuses { json.field("is_\(word)", word == status) }
            }
        }
    }

    /// Writes a row of `tickets_page` or `ticket_detail`.
    static func write(ticket row: Row, to json: inout JSONWriter) throws {
        for name in ["id", "miner_id", "serial_number", "client_name", "title", "text", "author_tenant"] {
            json.field(name, try row.cell(name))
        }
        try AuthorFields.write(row, to: &json)
        let state: String = try row["state"]
        for word in TicketDraft.states { json.field("is_\(word)_ticket", word == state) }
        DisplayTime.write("created", try row["created_at"], to: &json)
        DisplayTime.write("changed", try row["changed_at"], to: &json)
    }

    /// Writes a row of `notes_page`.
    static func write(note row: Row, to json: inout JSONWriter) throws {
        for name in ["text", "ticket_id"] { json.field(name, try row.cell(name)) }
        try AuthorFields.write(row, to: &json)
        DisplayTime.write("created", try row["created_at"], to: &json)
    }

    /// Writes a row of `warranties_page`.
    static func write(warranty row: Row, to json: inout JSONWriter) throws {
        for name in ["id", "vendor", "is_covered"] { json.field(name, try row.cell(name)) }
        for name in ["warranty_until", "rma_number", "sent_on", "ended_on"] { json.field(name, try row.text(name) ?? "") }
        let state = try row.text("state")
        json.field("has_claim", state != nil)
        write(claim: state, to: &json)
    }

    private static func write(formOf row: Row, _ refused: RefusedForm?, _ language: String, to json: inout JSONWriter) throws {
        let id: String = try row["id"]
        var form = warrantyForm(id)
        for name in form.fields { form.given[name] = try row.text(name) }
        try form.write(refused, language: language, to: &json) { json, text in
            json.field("form_id", id)
            write(claim: text("state"), to: &json)
        }
    }

    /// Writes which state a claim is in, as the partial `claim_word` needs it.
    static func write(claim state: String?, to json: inout JSONWriter) {
        for word in WarrantyDraft.states { json.field("is_\(word)_claim", word == state) }
    }
}
