import PluginKit

/// Writes who did something, for a page.
enum AuthorFields {
    /// Writes the id under the column's name and the name beside it. False, not null, where there is none, as of a token without a member or
    /// of the provider's people, whom a client sees no names of: a template looks for what is null around its row, and finds another's.
    static func write(_ row: Row, _ column: String = "author", to json: inout JSONWriter) throws {
        for name in [column, "\(column)_name"] {
            if let text = try row.text(name), !text.isEmpty { json.field(name, text) } else { json.field(name, false) }
        }
    }
}
