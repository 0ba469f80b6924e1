/// What must be the same in two versions that serve from the same tables. Pure.
package enum UpgradeFit {
    /// - Throws: `SchemaError` (`refused`) that names everything that does not fit.
    package static func check(older: PluginBundle, newer: PluginBundle) throws(SchemaError) {
        let problems = problems(older: older, newer: newer)
        guard problems.isEmpty else {
            throw SchemaError(
                .refused,
                "\(newer.manifest.id) \(newer.manifest.version) cannot serve beside \(older.manifest.version):\n"
                    + problems.map { "  \($0)" }.joined(separator: "\n"))
        }
    }

    static func problems(older: PluginBundle, newer: PluginBundle) -> [String] {
        var problems: [String] = []
        if older.manifest.id != newer.manifest.id { return ["it is another plugin than \(older.manifest.id)"] }
        for (index, migration) in older.migrations.enumerated() {
            guard index < newer.migrations.count else {
                problems.append("it lacks \(migration.path), which \(older.manifest.version) has")
                continue
            }
            if newer.migrations[index].checksum != migration.checksum {
                problems.append("\(newer.migrations[index].path) reads otherwise than in \(older.manifest.version)")
            }
        }
        for table in older.manifest.tables {
            guard let other = newer.manifest.table(table.name) else {
                problems.append("tables.\(table.name) is no longer declared")
                continue
            }
            if other.isReference != table.isReference || other.isIngest != table.isIngest {
                problems.append("tables.\(table.name) is of another kind (reference, ingest)")
            }
            if other.isAppendOnly, !table.isAppendOnly {
                problems.append("tables.\(table.name) is append_only, and \(older.manifest.version) may change its rows")
            }
            if other.visibleThrough != table.visibleThrough { problems.append("tables.\(table.name).visible_through differs") }
            if other.partition?.column != table.partition?.column || other.partition?.everySeconds != table.partition?.everySeconds {
                problems.append("tables.\(table.name).partition differs")
            }
            for rollup in table.rollups where !other.rollups.contains(where: { $0.table == rollup.table }) {
                problems.append("the roll-up table \(rollup.table) is no longer declared")
            }
        }
        return problems
    }
}
