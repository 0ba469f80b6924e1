/// One input that cannot be taken, and what would be.
struct FieldFault: Sendable, Hashable {
    /// The field, or the column of a table.
    let field: String
    /// What was there; nil if nothing.
    let found: String?
    /// Such as "a number of TH/s from 0.001 to 100000".
    let expected: String
    /// The line of a table, from 1; nil outside of one.
    var line: Int?
    /// The column of a table, from 1.
    var column: Int?

    init(_ field: String, found: String?, expected: String, line: Int? = nil, column: Int? = nil) {
        (self.field, self.expected, self.line, self.column) = (field, expected, line, column)
        self.found = found.map { String($0.prefix(60)) }
    }

    /// For a person.
    var message: String {
        let place = line.map { "line \($0)\(column.map { ", column \($0)" } ?? "") " } ?? ""
        return "\(place)\(field): expected \(expected), found \(found.map { "\"\($0)\"" } ?? "nothing")."
    }
}
