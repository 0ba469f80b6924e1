/// What a purge deletes, with counts.
package struct PurgePlan: Sendable, Hashable {
    /// A table and how many rows of it.
    package struct Table: Sendable, Hashable {
        /// `schema.table`
        package let name: String
        package let rowCount: Int64
    }

    /// What was given to the host's notary and to pinning services.
    package struct Evidence: Sendable, Hashable {
        /// Hashes that wait to be anchored: they are dropped.
        package let droppedLeaves: Int64
        /// Hashes in intervals: they stay, so that proofs hold.
        package let keptLeaves: Int64
        /// Objects that are unpinned.
        package let pins: Int64

        var isEmpty: Bool { droppedLeaves == 0 && keptLeaves == 0 && pins == 0 }

        var lines: [String] {
            var lines: [String] = []
            if droppedLeaves > 0 { lines.append("  waiting for the notary: \(droppedLeaves) hashes, which are dropped") }
            if keptLeaves > 0 {
                lines.append(
                    "  anchored by the notary: \(keptLeaves) hashes, which stay: proofs that were given out hold, and nothing here tells any more what the hashes stood for"
                )
            }
            if pins > 0 {
                lines.append("  pinned: \(pins) objects, which the hosts unpin; what others have copied they cannot take back")
            }
            return lines
        }
    }

    package let plugin: String
    /// Nil: of every tenant, with the schema and its roles.
    package let tenant: String?
    /// The plugin's own tables.
    package let tables: [Table]
    /// The host's records of it: settings, jobs and their history.
    package let records: [Table]
    package let evidence: Evidence
    /// Schema and roles that are dropped.
    package let schema: String?
    package let roles: [String]
    /// Plugins that read the tables and go on without them.
    package let readers: [String]

    /// Whether there is nothing to delete.
    package var isEmpty: Bool {
        tables.allSatisfy { $0.rowCount == 0 } && records.allSatisfy { $0.rowCount == 0 } && evidence.isEmpty && schema == nil
    }

    /// For people: a line for each thing that goes, or stays of what the plugin had made.
    package var lines: [String] {
        let of = tenant.map { "the rows of \($0)" } ?? "every tenant's rows"
        var lines = ["\(plugin): \(of) are deleted for good"]
        lines += (tables + records).map { "  \($0.name): \($0.rowCount) rows" }
        lines += evidence.lines
        if let schema { lines.append("  the schema \(schema) with its tables, and the roles \(roles.joined(separator: ", "))") }
        if !readers.isEmpty { lines.append("  read by \(readers.joined(separator: ", ")), which can do without") }
        return lines
    }

    /// For the audit.
    var json: String {
        JSONValue.object([
            "tenant": tenant.map(JSONValue.string) ?? .null, "schema": schema.map(JSONValue.string) ?? .null,
            "leaves_dropped": .integer(evidence.droppedLeaves), "leaves_kept": .integer(evidence.keptLeaves),
            "unpinned": .integer(evidence.pins),
            "rows": .object(
                Dictionary((tables + records).map { ($0.name, .integer($0.rowCount)) }, uniquingKeysWith: { first, _ in first })),
        ]).text
    }
}
