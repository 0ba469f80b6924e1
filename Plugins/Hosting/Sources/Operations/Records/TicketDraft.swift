import PluginKit

/// A ticket, or a change to one, as somebody wants it. Pure.
struct TicketDraft: Sendable {
    static let states = ["open", "in_work", "closed"]

    let title: String?
    let text: String?
    let state: String?

    /// Reads `title`, `text` and, of a change, `state`. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue, isNew: Bool) throws(PluginError) {
        let fields = try BodyFields(json, of: "ticket", known: isNew ? ["title", "text"] : ["title", "text", "state"])
        title = try fields.text("title", 1...200)
        text = try fields.text("text", 0...10_000)
        state = try MinerQuery.choice("state", TicketDraft.states, try fields.text("state", 1...20))
        if isNew, title == nil { throw PluginError(.invalidArgument, "title: missing.") }
    }
}
