/// One plugin for one tenant, with its settings.
package struct PluginInstance: Sendable, Hashable {
    package let tenantId: String
    package let plugin: String
    package let isEnabled: Bool
    /// The tenant's settings as one JSON object with sorted keys; not yet merged with the plugin's defaults.
    package let settingsJSON: String
    /// Where device connections of this instance may go; empty means nowhere.
    package let networks: [NetworkBlock]
    /// The tenant's own choice; nil leaves it to the plugin's entry of this host.
    package let isolation: IsolationMode?
    /// The tenant's own limits in place of the plugin's, by name.
    package let quotas: [String: Int]
    /// Why it runs in a worker whatever was configured; nil for nearly all.
    package let demotion: InstanceDemotion?
    /// Grows by one at every change; compare it to detect concurrent edits.
    package let version: Int64

    package init(
        tenantId: String, plugin: String, isEnabled: Bool, settingsJSON: String = "{}", networks: [NetworkBlock] = [],
        isolation: IsolationMode? = nil, quotas: [String: Int] = [:], demotion: InstanceDemotion? = nil, version: Int64 = 1
    ) {
        self.tenantId = tenantId
        self.plugin = plugin
        self.isEnabled = isEnabled
        self.settingsJSON = settingsJSON
        self.networks = networks
        self.isolation = isolation
        self.quotas = quotas
        self.demotion = demotion
        self.version = version
    }
}
