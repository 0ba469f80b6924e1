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

    package init(services: Set<String>? = nil, devices: Bool? = nil, ports: Set<Int>? = nil, events: Set<String>? = nil) {
        self.services = services
        self.devices = devices
        self.ports = ports
        self.events = events
    }
}
