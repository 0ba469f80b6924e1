package import HostEgress

/// One thing that a plugin may use once the operator has consented: the unit in which versions are compared.
package enum GrantItem: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// A service of the host, such as `hashinsight.db/1`.
    case service(String)
    /// Devices in the tenant's networks; nil for every port.
    case devices(port: Int?)
    /// Reads another plugin's table.
    case table(TableGrant)
    /// Sends requests to this host, or to all beneath a name.
    case egressHost(HostPattern)
    /// Sends requests to hosts whose names resolve into this network of special addresses.
    case egressNetwork(NetworkRange)
    /// Publishes events of this topic.
    case topic(String)
    /// Reads the secret of this name that was set for it.
    case secret(String)

    /// The canonical text: `hashinsight.db/1`, `devices`, `devices:4028`, `table:crm.contracts`, `event:alerts`, `secret:api_key`.
    package var description: String {
        switch self {
        case .service(let id): id
        case .devices(nil): "devices"
        case .devices(let port?): "devices:\(port)"
        case .table(let grant): "table:\(grant.plugin).\(grant.table)"
        case .egressHost(let pattern): "egress:\(pattern)"
        case .egressNetwork(let network): "egress-network:\(network)"
        case .topic(let name): "event:\(name)"
        case .secret(let name): "secret:\(name)"
        }
    }

    /// Reads the canonical text; nil for anything else.
    package init?(_ text: String) {
        if text == "devices" {
            self = .devices(port: nil)
        } else if let match = text.wholeMatch(of: /devices:([1-9][0-9]{0,4})/), let port = Int(match.1), port <= 65_535 {
            self = .devices(port: port)
        } else if let match = text.wholeMatch(of: /table:([a-z][a-z0-9_]{1,30})\.([a-z][a-z0-9_]{0,47})/) {
            self = .table(TableGrant(plugin: String(match.1), table: String(match.2)))
        } else if text.hasPrefix("egress:"), let pattern = HostPattern(String(text.dropFirst(7))) {
            self = .egressHost(pattern)
        } else if text.hasPrefix("egress-network:"), let network = try? NetworkRange(text.dropFirst(15)) {
            self = .egressNetwork(network)
        } else if let match = text.wholeMatch(of: /event:([a-z][a-z0-9_]{0,47})/) {
            self = .topic(String(match.1))
        } else if let match = text.wholeMatch(of: /secret:([a-z][a-z0-9_]{0,47})/) {
            self = .secret(String(match.1))
        } else if text.wholeMatch(of: /[a-z]+(?:\.[a-z]+)+\/[1-9][0-9]{0,3}/) != nil {
            self = .service(text)
        } else {
            return nil
        }
    }

    /// Orders by the canonical text.
    package static func < (left: GrantItem, right: GrantItem) -> Bool { left.description < right.description }
}
