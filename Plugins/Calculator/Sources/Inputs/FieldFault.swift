/// One input that cannot be taken, and what would be.
struct FieldFault: Hashable, Sendable {
    /// What was expected in a form that a page says in its reader's language.
    enum Kind: Sendable, Hashable {
        case number(least: String, most: String, unit: String)
        case choice([String])
        case model
        /// Numbers with commas, so many at most.
        case list(count: Int, least: String, most: String, unit: String)
        /// Nothing, as the contract bills no power.
        case noPower
        /// Only as the text `expected`.
        case other
    }

    /// How many faults are told one by one; of more, only their number.
    static let told = 1_000

    /// The field, or the column of a table.
    let field: String
    /// What was there; nil if nothing.
    let found: String?
    /// Such as "a number of TH/s from 0.001 to 100000".
    let expected: String
    let kind: Kind
    /// The line of a table, from 1; nil outside of one.
    var line: Int?
    /// The column of a table, from 1.
    var column: Int?

    init(_ field: String, found: String?, expected: String, kind: Kind = .other, line: Int? = nil, column: Int? = nil) {
        (self.field, self.expected, self.kind, self.line, self.column) = (field, expected, kind, line, column)
        self.found = found.map { String($0.prefix(60)) }
    }
}
