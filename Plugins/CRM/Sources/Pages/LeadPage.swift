import PluginKit

/// The data of one lead's page: its fields, people, deals and history.
struct LeadPage: Sendable {
    let lead: Row
    let contacts: Rows
    let deals: Rows
    let activities: Rows
    let faults: [FieldFault]
    /// What the form of the lead itself was sent with, if it comes back.
    let texts: [String: String]
    /// Of a contact, a deal and an activity.
    let forms: [LeadForm]
    let mayRemove: Bool
    /// Whether it was to be removed, and others refer to it.
    let isKept: Bool

    /// Of each list; the interface has all.
    static let rowsShown: Int64 = 100

    func write(to json: inout JSONWriter) throws {
        FaultWriter.write("faults", faults, to: &json)
        json.field("is_kept", isKept)
        json.field("may_delete", mayRemove)
        let id = try lead.text("id")
        json.field("id", id)
        json.field("lead_id", id)
        for field in RecordKind.lead.fields { json.field(field.name, try lead.text(field.name)) }
        try json.object("f") { json in
            for field in RecordKind.lead.fields { json.field(field.name, try texts[field.name] ?? lead.text(field.name) ?? "") }
        }
        for form in forms { form.write(lead: id, mayRemove: mayRemove, to: &json) }
        json.field("has_company", try lead.text("company")?.isEmpty == false)
        let stage = try lead.text("stage") ?? ""
        StageWriter.write(stage, to: &json)
        StageWriter.writeNext(stage, LeadStage.self, to: &json)
        if let time = try lead.timestamp("created_at") { DisplayTime.write("created", time, to: &json) }
        json.field("has_contacts", !contacts.isEmpty)
        try json.array("contacts") { json in
            for row in contacts {
                try json.object { json in
                    json.field("id", try row.text("id"))
                    for name in ["name", "position", "email", "phone"] {
                        let text = try row.text(name) ?? ""
                        json.field(name, text.isEmpty ? "–" : text)
                    }
                }
            }
        }
        try DealWriter.write(deals, to: &json)
        json.field("has_activities", !activities.isEmpty)
        try json.array("activities") { json in
            for row in activities { try json.object { try write(row, to: &$0) } }
        }
    }

    /// Whether somebody wrote an activity; a move to a stage stays as it was.
    static func isWritten(_ activity: Row) throws -> Bool { try activity.text("stage") == nil }

    private func write(_ row: Row, to json: inout JSONWriter) throws {
        json.field("id", try row.text("id"))
        json.field("is_written", try Self.isWritten(row))
        json.field("is_\(try row.text("kind") ?? "note")_kind", true)
        json.field("text", try row.text("text"))
        for name in ["author", "author_name"] { json.field(name, try row.text(name).flatMap { $0.isEmpty ? nil : $0 }) }
        if let stage = try row.text("stage") { json.object("moved") { StageWriter.write(stage, to: &$0) } }
        if let time = try row.timestamp("happened_at") { DisplayTime.write("happened", time, to: &json) }
    }
}
