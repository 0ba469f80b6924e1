package import HostEgress

/// What a version of a plugin asks for beyond its own tables, routes and jobs. Two requests can be compared. A value.
package struct GrantRequest: Sendable, Hashable {
    package private(set) var items: Set<GrantItem>

    package static let nothing = GrantRequest([])

    package init(_ items: some Sequence<GrantItem>) { self.items = Set(items) }

    /// From canonical texts; those that this release does not know are left out, which grants nothing.
    package init(texts: some Sequence<String>) { items = Set(texts.compactMap(GrantItem.init)) }

    /// What a manifest asks for.
    package init(_ manifest: Manifest) {
        var items: Set<GrantItem> = Set(manifest.services.map(GrantItem.service))
        if manifest.grants.devices {
            items.formUnion(manifest.grants.devicePorts.map { $0.map { .devices(port: $0) } } ?? [.devices(port: nil)])
        }
        items.formUnion(manifest.grants.egressHosts.map(GrantItem.egressHost))
        items.formUnion(manifest.grants.egressNetworks.map(GrantItem.egressNetwork))
        items.formUnion(manifest.grants.tables.map(GrantItem.table))
        if manifest.grants.mailToAnybody { items.insert(.mailToAnybody) }
        if manifest.grants.sharesCache { items.insert(.sharedCache) }
        items.formUnion(manifest.events.map(GrantItem.topic))
        items.formUnion(manifest.secrets.map { .secret($0.name) })
        self.items = items
    }

    /// Canonical texts, sorted.
    package var texts: [String] { items.map(\.description).sorted() }

    /// Whether nothing is asked for.
    package var isEmpty: Bool { items.isEmpty }

    /// Whether an item is in here, or in a wider one: every port includes each.
    package func covers(_ item: GrantItem) -> Bool {
        switch item {
        case .devices(.some) where items.contains(.devices(port: nil)): true
        case .egressHost(let asked): items.contains { if case .egressHost(let given) = $0 { given.covers(asked) } else { false } }
        case .egressNetwork(let asked):
            items.contains { if case .egressNetwork(let given) = $0 { asked.lies(within: given) } else { false } }
        default: items.contains(item)
        }
    }

    /// What this asks for that `other` does not cover, sorted.
    package func exceeding(_ other: GrantRequest) -> [GrantItem] { items.filter { !other.covers($0) }.sorted() }

    /// What either asks for.
    package func union(_ other: GrantRequest) -> GrantRequest { GrantRequest(items.union(other.items)) }

    /// Whether the service `id` is asked for.
    package func hasService(_ id: String) -> Bool { items.contains(.service(id)) }

    /// Topics that may be published.
    package var topics: Set<String> { Set(items.compactMap { if case .topic(let name) = $0 { name } else { nil } }) }

    /// Names of secrets that may be read.
    package var secrets: Set<String> { Set(items.compactMap { if case .secret(let name) = $0 { name } else { nil } }) }

    /// What outgoing requests may reach.
    package var egress: HTTPGrant {
        HTTPGrant(
            hosts: items.compactMap { if case .egressHost(let pattern) = $0 { pattern } else { nil } },
            networks: items.compactMap { if case .egressNetwork(let network) = $0 { network } else { nil } })
    }

    /// Whether mails may go to anybody, not to the tenant's own members alone.
    package var mayMailAnybody: Bool { items.contains(.mailToAnybody) }

    /// Whether values may be kept in the cache for all tenants of the plugin.
    package var mayShareCache: Bool { items.contains(.sharedCache) }

    /// Whether devices may be reached at all.
    package var hasDevices: Bool { items.contains { if case .devices = $0 { true } else { false } } }

    /// Ports of devices that may be reached; nil for every one.
    package var devicePorts: Set<Int>? {
        if items.contains(.devices(port: nil)) { return nil }
        return Set(items.compactMap { if case .devices(let port) = $0 { port } else { nil } })
    }
}
