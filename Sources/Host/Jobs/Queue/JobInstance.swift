/// A plugin of a tenant, as the queue knows it.
package struct JobInstance: Hashable, Sendable {
    package let tenantKey: Int64
    package let plugin: String

    package init(tenantKey: Int64, plugin: String) {
        self.tenantKey = tenantKey
        self.plugin = plugin
    }
}
