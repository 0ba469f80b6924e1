/// Names and texts as SQL takes them.
enum SQLText {
    /// A name in double quotes.
    static func name(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    /// A text in single quotes; safe whatever `standard_conforming_strings` says.
    static func literal(_ text: String) -> String {
        let quoted = "'" + text.replacing("'", with: "''") + "'"
        return text.contains("\\") ? " E" + quoted.replacing("\\", with: "\\\\") : quoted
    }

    /// A point in time in UTC, from Unix seconds.
    static func time(_ unixSeconds: Int) -> String { "to_timestamp(\(unixSeconds))" }
}
