/// What an instance may reach by outgoing requests. An empty grant allows nothing.
package struct HTTPGrant: Sendable, Hashable {
    /// Hosts by name, scheme and port.
    package let hosts: [HostPattern]
    /// Networks of special addresses that the hosts' names may resolve to.
    package let networks: [NetworkRange]

    package init(hosts: [HostPattern], networks: [NetworkRange] = []) {
        self.hosts = hosts.sorted()
        self.networks = networks
    }

    /// Whether a request to the endpoint is granted, as far as its name goes.
    package func allows(_ endpoint: HTTPEndpoint) -> Bool { hosts.contains { $0.covers(endpoint) } }

    /// Whether a connection to an address that a granted name resolved to is granted.
    package func allows(_ address: IPAddress) -> Bool { SpecialAddresses.allows(address, granted: networks) }

    /// The hosts, for people: `https://api.example.org:443`; at most ten.
    package var listing: String {
        guard !hosts.isEmpty else { return "none" }
        return hosts.prefix(10).map(\.description).joined(separator: ", ") + (hosts.count > 10 ? " and \(hosts.count - 10) more" : "")
    }
}
