/// What a declared statement does, as its text says.
package struct VettedStatement: Sendable, Hashable {
    /// What the statement does at its top; a `WITH` may do more.
    package enum Kind: String, Sendable { case select, insert, update, delete, merge }

    package let name: String
    package let sql: String
    package let kind: Kind
    /// `schema.table`, sorted.
    package let reads: [String]
    /// `schema.table`, sorted.
    package let writes: [String]
    /// $1 … $n.
    package let parameterCount: Int

    /// The tables that it reads and that its plugin can do without.
    func optionalReads(_ grants: Grants) -> Set<TableGrant> { grants.optionalTables.filter { reads.contains($0.qualifiedName) } }
}
