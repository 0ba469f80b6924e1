/// What the operator leaves a plugin of what it asks for: `grants` of its entry in tenants.yaml. What is nil is not restricted.
package struct GrantRestriction: Sendable, Hashable {
    /// Only these services.
    package let services: Set<String>?
    /// Whether devices may be reached at all.
    package let devices: Bool?
    /// Only these ports of devices.
    package let ports: Set<Int>?
    /// Only these topics.
    package let events: Set<String>?
    /// These hosts for outgoing requests, in place of those that the plugin asks for.
    package let egressHosts: Set<String>?
    /// These networks of special addresses for outgoing requests, in place of those that the plugin asks for.
    package let egressNetworks: Set<String>?
    /// Whether mails may go to anybody, not to the tenant's own members alone.
    package let mailToAnybody: Bool?
    /// Whether values may be kept in the cache for all tenants of the plugin.
    package let sharesCache: Bool?

    package init(
        services: Set<String>? = nil, devices: Bool? = nil, ports: Set<Int>? = nil, events: Set<String>? = nil,
        egressHosts: Set<String>? = nil, egressNetworks: Set<String>? = nil, mailToAnybody: Bool? = nil,
        sharesCache: Bool? = nil
    ) {
        self.mailToAnybody = mailToAnybody
        self.sharesCache = sharesCache
        self.egressHosts = egressHosts
        self.egressNetworks = egressNetworks
        self.services = services
        self.devices = devices
        self.ports = ports
        self.events = events
    }
}
