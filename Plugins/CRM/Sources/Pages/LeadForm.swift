import PluginKit

/// A form on a lead's page: of a new contact, deal or activity, or of one that is changed.
struct LeadForm: Sendable {
    let kind: RecordKind
    /// The record that is changed; nil for a new one.
    let record: String?
    /// What its fields hold.
    let texts: [String: String]

    /// An empty form, or that of the record that the page's address names among those it shows.
    init(_ kind: RecordKind, _ request: Request, _ rows: Rows) throws {
        self.kind = kind
        let named = request.text(kind.name)
        let row = try rows.first { try $0.text("id") == named && (kind.name != RecordKind.activity.name || LeadPage.isWritten($0)) }
        guard let named, let row else {
            (record, texts) = (nil, ["currency": "USD"])
            return
        }
        record = named
        texts = try Dictionary(
            uniqueKeysWithValues: Self.fields(of: kind).map { ($0, try row.text($0) ?? "") })
    }

    /// A form that comes back as it was sent.
    init(_ kind: RecordKind, record: String?, texts: [String: String]) {
        (self.kind, self.record, self.texts) = (kind, record, texts)
    }

    func write(lead: String?, mayRemove: Bool, to json: inout JSONWriter) {
        json.object("\(kind.name)_form") { json in
            json.field("lead_id", lead)
            json.field("record", record)
            json.field("may_remove", mayRemove)
            for field in Self.fields(of: kind) { json.field(field, texts[field] ?? "") }
            for word in ["call", "mail"] { json.field("is_\(word)", texts["kind"] == word) }
        }
    }

    /// What the form asks for; when something happened is told in the interface only.
    private static func fields(of kind: RecordKind) -> [String] {
        kind.fields.map(\.name).filter { !["lead_id", "happened_at"].contains($0) }
    }
}
