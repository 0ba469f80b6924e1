/// A declared statement as it lies in the bundle.
package struct StatementSource: Sendable, Hashable {
    /// The file's name without `.sql`; what the plugin asks for.
    package let name: String
    package let sql: String
    /// Path inside the bundle.
    package var path: String { "queries/\(name).sql" }

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
