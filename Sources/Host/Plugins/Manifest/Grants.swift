package import HostEgress

/// What a plugin asks to use beyond its own tables. The operator gives it; the host enforces it.
package struct Grants: Sendable, Equatable {
    /// Wants device networks; which ones is granted per tenant.
    package let devices: Bool
    /// Only these ports of devices, sorted; nil for every one.
    package let devicePorts: [Int]?
    /// Tables of other plugins.
    package let tables: [TableGrant]
    /// Hosts outside, sorted.
    package let egressHosts: [HostPattern]
    /// Networks of special addresses that their names may resolve to.
    package let egressNetworks: [NetworkRange]
    /// Wants to write mails to anybody, not to the tenant's own members alone.
    package let mailToAnybody: Bool
    /// Wants to keep values for all its tenants in the cache, beside those of each.
    package let sharesCache: Bool

    package init(
        devices: Bool, devicePorts: [Int]? = nil, tables: [TableGrant] = [], egressHosts: [HostPattern] = [],
        egressNetworks: [NetworkRange] = [], mailToAnybody: Bool = false, sharesCache: Bool = false
    ) {
        self.mailToAnybody = mailToAnybody
        self.sharesCache = sharesCache
        self.egressHosts = egressHosts.sorted()
        self.egressNetworks = egressNetworks
        self.devices = devices
        self.devicePorts = devicePorts
        self.tables = tables
    }
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
