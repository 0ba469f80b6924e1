/// What a purge deletes, with counts.
package struct PurgePlan: Sendable, Hashable {
    /// A table and how many rows of it.
    package struct Table: Sendable, Hashable {
        /// `schema.table`
        package let name: String
        package let rowCount: Int64
    }

    package let plugin: String
    /// Nil: of every tenant, with the schema and its roles.
    package let tenant: String?
    /// The plugin's own tables.
    package let tables: [Table]
    /// The host's records of it: settings, jobs and their history.
    package let records: [Table]
    /// Schema and roles that are dropped.
    package let schema: String?
    package let roles: [String]

    /// Whether there is nothing to delete.
    package var isEmpty: Bool { tables.allSatisfy { $0.rowCount == 0 } && records.allSatisfy { $0.rowCount == 0 } && schema == nil }

    /// For people: a line for each thing that goes.
    package var lines: [String] {
        let of = tenant.map { "the rows of \($0)" } ?? "every tenant's rows"
        var lines = ["\(plugin): \(of) are deleted for good"]
        lines += (tables + records).map { "  \($0.name): \($0.rowCount) rows" }
        if let schema { lines.append("  the schema \(schema) with its tables, and the roles \(roles.joined(separator: ", "))") }
        return lines
    }

    /// For the audit.
    var json: String {
        JSONValue.object([
            "tenant": tenant.map(JSONValue.string) ?? .null, "schema": schema.map(JSONValue.string) ?? .null,
            "rows": .object(
                Dictionary((tables + records).map { ($0.name, .integer($0.rowCount)) }, uniquingKeysWith: { first, _ in first })),
        ]).text
    }
}
