import PluginKit

/// Writes rows as the options of a choice: `value`, `name`, and which is chosen.
enum Options {
    /// - Parameter rows: With `id` and `name`.
    static func write(_ name: String, _ rows: Rows, chosen: String?, to json: inout JSONWriter) throws {
        try json.array(name) { json in
            for row in rows {
                try json.object { json in
                    json.field("value", try row.cell("id"))
                    json.field("name", try row.cell("name"))
                    json.field("is_chosen", try row.text("id") == chosen)
                }
            }
        }
    }
}
