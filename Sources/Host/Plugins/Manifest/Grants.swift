package import HostEgress

/// What a plugin asks to use beyond its own tables. The operator gives it; the host enforces it.
package struct Grants: Sendable, Equatable {
    /// Wants device networks; which ones is granted per tenant.
    package let devices: Bool
    /// Only these ports of devices, sorted; nil for every one.
    package let devicePorts: [Int]?
    /// Tables of other plugins and of the host.
    package let tables: [TableGrant]
    /// Those of `tables` that it can do without: while one is not there the statements that read it are refused, and all else works.
    package let optionalTables: Set<TableGrant>
    /// Hosts outside, sorted.
    package let egressHosts: [HostPattern]
    /// Networks of special addresses that their names may resolve to.
    package let egressNetworks: [NetworkRange]
    /// Wants to write mails to anybody, not to the tenant's own members alone.
    package let mailToAnybody: Bool
    /// Wants to keep values for all its tenants in the cache, beside those of each.
    package let sharesCache: Bool

    package init(
        devices: Bool, devicePorts: [Int]? = nil, tables: [TableGrant] = [], optionalTables: Set<TableGrant> = [],
        egressHosts: [HostPattern] = [], egressNetworks: [NetworkRange] = [], mailToAnybody: Bool = false, sharesCache: Bool = false
    ) {
        self.mailToAnybody = mailToAnybody
        self.sharesCache = sharesCache
        self.egressHosts = egressHosts.sorted()
        self.egressNetworks = egressNetworks
        self.devices = devices
        self.devicePorts = devicePorts
        self.tables = tables
        self.optionalTables = optionalTables
    }

    /// Those of `tables` without which it is not installed.
    package var requiredTables: [TableGrant] { tables.filter { !optionalTables.contains($0) } }
}

/// A table that a plugin asks to read: another plugin's, `crm.contracts: read`, or the host's, `app.member_names: read`.
package struct TableGrant: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// `app` for the host.
    package let plugin: String
    package let table: String

    /// Names of the host's tables that are read by grant. No plugin has the id `app`.
    package static let hostTables = ["member_names"]

    /// Whether the table is the host's.
    package var isOfHost: Bool { plugin == "app" }
    /// Where the table is.
    package var schema: String { isOfHost ? plugin : "p_\(plugin)" }

    package init(plugin: String, table: String) {
        self.plugin = plugin
        self.table = table
    }

    /// As a manifest names it: `crm.contracts`.
    package var description: String { "\(plugin).\(table)" }
    /// As a statement names it: `p_crm.contracts`.
    package var qualifiedName: String { "\(schema).\(table)" }

    /// Orders by plugin and table.
    package static func < (left: TableGrant, right: TableGrant) -> Bool { left.description < right.description }
}
