/// Names in SQL text.
package enum SQLIdentifier {
    /// The name in double quotes, so that any text is a name and nothing else. A NUL, which PostgreSQL cannot hold, is left out.
    package static func quoted(_ name: String) -> String {
        var text = "\""
        for scalar in name.unicodeScalars where scalar != "\0" {
            if scalar == "\"" { text += "\"" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
