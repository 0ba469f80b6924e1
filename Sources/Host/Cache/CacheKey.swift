/// Whose values: one plugin for one tenant, or one plugin for all its tenants. Keys of different partitions never meet.
package struct CachePartition: Hashable, Sendable, CustomStringConvertible {
    /// `[a-z][a-z0-9_]{1,30}`.
    package let plugin: String
    /// Nil for what all tenants of the plugin share.
    package let tenantKey: Int64?

    package init(plugin: String, tenantKey: Int64?) {
        self.plugin = plugin
        self.tenantKey = tenantKey
    }

    /// `analytics:12`, or `analytics:shared`. A plugin's id holds no colon, so that no two are alike.
    package var description: String { "\(plugin):\(tenantKey.map(String.init) ?? "shared")" }
}

/// One value's name within its partition.
package struct CacheKey: Hashable, Sendable {
    package let partition: CachePartition
    /// The plugin's own: 1 to 200 bytes.
    package let name: String

    package init(_ partition: CachePartition, _ name: String) {
        self.partition = partition
        self.name = name
    }
}
