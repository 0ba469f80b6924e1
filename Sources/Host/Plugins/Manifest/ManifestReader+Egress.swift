import HostEgress

extension ManifestReader {
    /// `egress: {hosts: [api.example.org], networks: [10.20.0.0/16]}`.
    static func egress(_ cursor: YamlCursor) -> (hosts: [HostPattern], networks: [NetworkRange]) {
        guard let members = cursor.members(["hosts", "networks"]), let list = cursor.required("hosts", members) else { return ([], []) }
        var hosts: [HostPattern] = []
        for element in list.elements(atMost: 100) ?? [] {
            guard let text = element.text("a host") else { continue }
            if let host = HostPattern(text) {
                if hosts.contains(host) { element.fault("duplicate host", expected: "each once") } else { hosts.append(host) }
            } else {
                element.fault("wrong host", expected: HostPattern.expected, found: text)
            }
        }
        if hosts.isEmpty { list.fault("no host", expected: "at least one host") }
        var networks: [NetworkRange] = []
        for element in members["networks"]?.elements(atMost: 100) ?? [] {
            guard let text = element.text("a network") else { continue }
            do throws(NetworkGrantError) {
                networks.append(try NetworkRange(text))
            } catch {
                element.fault("wrong network", expected: "a network such as 10.20.0.0/16", found: text)
            }
        }
        return (hosts, networks)
    }
}
