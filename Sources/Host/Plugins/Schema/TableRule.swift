/// What must hold for one table of a plugin: who may do what, and which rows are in sight. Made from the manifest alone, so that
/// the installer and the audit cannot disagree.
struct TableRule: Sendable, Equatable {
    let name: String
    let isTenantTable: Bool
    /// Privileges of `rt_<plugin>`, sorted.
    let runtimePrivileges: [String]
    let visibleThrough: TableDeclaration.VisibleThrough?
    /// How it is divided by time, if it is.
    let partition: TablePartition?

    /// Rules of all tables, roll-ups included, sorted by name.
    static func all(_ manifest: Manifest) -> [TableRule] {
        var rules: [TableRule] = []
        for table in manifest.tables {
            rules.append(
                TableRule(
                    name: table.name, isTenantTable: !table.isReference,
                    runtimePrivileges: privileges(table),
                    visibleThrough: table.visibleThrough,
                    partition: table.partition.map {
                        TablePartition(
                            table: table.name, column: $0.column, everySeconds: $0.everySeconds, keepSeconds: $0.keepSeconds,
                            isIngest: table.isIngest)
                    }))
            for rollup in table.rollups {
                rules.append(
                    TableRule(
                        name: rollup.table, isTenantTable: true, runtimePrivileges: ["SELECT"], visibleThrough: nil,
                        partition: TablePartition(rollup: rollup)))
            }
        }
        return rules.sorted { $0.name < $1.name }
    }

    private static func privileges(_ table: TableDeclaration) -> [String] {
        if table.isReference || table.isIngest { return ["SELECT"] }
        return table.isAppendOnly ? ["INSERT", "SELECT"] : ["DELETE", "INSERT", "SELECT", "UPDATE"]
    }
}
