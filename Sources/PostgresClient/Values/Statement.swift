/// One SQL statement with parameters `$1`, `$2`, … Prepared once on each connection that executes it, found again by its text.
package struct Statement: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The SQL.
    package let sql: String
    /// Hashed once, since it is looked up for every execution.
    private let sqlHash: Int

    /// A statement; checked by the server when first executed. Keep it rather than make it anew: a kept one is found faster.
    package init(_ sql: String) {
        self.sql = sql
        sqlHash = sql.hashValue
    }

    /// A statement.
    package init(stringLiteral value: String) { self.init(value) }

    /// Equal when the text is.
    package static func == (left: Statement, right: Statement) -> Bool { left.sqlHash == right.sqlHash && left.sql == right.sql }

    /// Feeds the hash of the text.
    package func hash(into hasher: inout Hasher) { hasher.combine(sqlHash) }
}
