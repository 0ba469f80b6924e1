import PluginKit

/// One input that cannot be taken, and what would be.
struct FieldFault: Error, InputFault, Hashable {
    /// The field, or the column of a table.
    let field: String
    /// What was there; nil if nothing.
    let found: String?
    /// Such as "a text of 1 to 200 characters".
    let expected: String
    /// What was expected, for a page that says it in its reader's language.
    let kind: FieldKind?
    /// The line of a table, from 1; nil outside of one.
    let line: Int?
    /// The column of a table, from 1.
    let column: Int?

    init(_ field: String, found: String?, expected: String, kind: FieldKind? = nil, line: Int? = nil, column: Int? = nil) {
        (self.field, self.expected, self.kind, self.line, self.column) = (field, expected, kind, line, column)
        self.found = found.map { String($0.prefix(60)) }
    }

    var place: (line: Int, column: Int?)? { line.map { ($0, column) } }
}
