/// The tables and types that one plugin's SQL may name.
package struct VettingScope: Sendable {
    /// What may be done with a table.
    package enum Right: Sendable, Hashable { case read, append, write }

    /// Schema of the plugin.
    let schema: String
    /// Own tables with their rights.
    let ownTables: [String: Right]
    /// `schema.table` of other plugins and of the host, all read only.
    let foreignTables: Set<String>
    /// Types that its migrations create.
    let enumTypes: Set<String>
    /// Names of own tables without tenant.
    let referenceTables: Set<String>

    /// Tables of the host that every plugin may read, without a grant.
    package static let hostTables: Set<String> = ["app.tenant_names"]

    package init(manifest: Manifest, enumTypes: Set<String> = []) {
        schema = manifest.schemaName
        var own: [String: Right] = [:]
        for table in manifest.tables {
            own[table.name] = table.isReference || table.isIngest ? .read : table.isAppendOnly ? .append : .write
            for rollup in table.rollups { own[rollup.table] = .read }
        }
        ownTables = own
        foreignTables = Self.hostTables.union(manifest.grants.tables.map(\.qualifiedName))
        referenceTables = Set(manifest.tables.filter(\.isReference).map(\.name))
        self.enumTypes = enumTypes
    }
}
