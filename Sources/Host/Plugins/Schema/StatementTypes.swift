/// Types of a declared statement, as the server sees them.
package struct StatementTypes: Sendable, Hashable {
    /// Types of $1, $2, … as PostgreSQL writes them.
    package let parameters: [String]
    /// Result columns in order; none for a statement that returns nothing.
    package let columns: [Column]

    /// A result column.
    package struct Column: Sendable, Hashable {
        package let name: String
        package let type: String
    }
}
