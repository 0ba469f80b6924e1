/// One SQL statement with parameters `$1`, `$2`, … Prepared once on each connection that executes it, found again by its text.
package struct Statement: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The SQL.
    package let sql: String

    /// A statement; checked by the server when first executed.
    package init(_ sql: String) { self.sql = sql }

    /// A statement.
    package init(stringLiteral value: String) { sql = value }
}
