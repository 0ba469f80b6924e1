/// What a plugin asks to use beyond its own tables. The operator gives it; the host enforces it.
package struct Grants: Sendable, Equatable {
    /// Wants device networks; which ones is granted per tenant.
    package let devices: Bool
    /// Tables of other plugins.
    package let tables: [TableGrant]
}

/// Another plugin's table that a plugin asks to read: `crm.contracts: read`.
package struct TableGrant: Sendable, Hashable {
    package let plugin: String
    package let table: String

    package init(plugin: String, table: String) {
        self.plugin = plugin
        self.table = table
    }
}
