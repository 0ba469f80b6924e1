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
    /// Sends mails to anybody, not to the tenant's own members alone.
    case mailToAnybody
    /// Keeps values in the cache for all tenants of the plugin, not for one alone.
    case sharedCache
    /// Publishes events of this topic.
    case topic(String)
    /// Reads the secret of this name that was set for it.
    case secret(String)

    /// The canonical text: `hashinsight.db/1`, `devices`, `devices:4028`, `table:crm.contracts`, `mail:any`, `cache:shared`, `event:alerts`, `secret:api_key`.
    package var description: String {
        switch self {
        case .service(let id): id
        case .devices(nil): "devices"
        case .devices(let port?): "devices:\(port)"
        case .table(let grant): "table:\(grant)"
        case .egressHost(let pattern): "egress:\(pattern)"
        case .egressNetwork(let network): "egress-network:\(network)"
        case .mailToAnybody: "mail:any"
        case .sharedCache: "cache:shared"
        case .topic(let name): "event:\(name)"
        case .secret(let name): "secret:\(name)"
        }
    }

    /// Reads the canonical text; nil for anything else.
    ///
    /// No regular expression: it would be compiled at each use, and a host reads these texts whenever a tenant changes.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let kind = parts.first, let rest = parts.dropFirst().first else {
            if text == "devices" {
                self = .devices(port: nil)
            } else if Self.isService(text) {
                self = .service(text)
            } else {
                return nil
            }
            return
        }
        switch kind {
        case "devices":
            guard let port = Self.number(rest, digits: 5), port <= 65_535 else { return nil }
            self = .devices(port: port)
        case "table":
            let names = rest.split(separator: ".", omittingEmptySubsequences: false)
            guard names.count == 2, Self.isName(names[0], lengths: 2...31), Self.isName(names[1], lengths: 1...48) else { return nil }
            self = .table(TableGrant(plugin: String(names[0]), table: String(names[1])))
        case "egress":
            guard let pattern = HostPattern(String(rest)) else { return nil }
            self = .egressHost(pattern)
        case "egress-network":
            guard let network = try? NetworkRange(rest) else { return nil }
            self = .egressNetwork(network)
        case "mail":
            guard rest == "any" else { return nil }
            self = .mailToAnybody
        case "cache":
            guard rest == "shared" else { return nil }
            self = .sharedCache
        case "event":
            guard Self.isName(rest, lengths: 1...48) else { return nil }
            self = .topic(String(rest))
        case "secret":
            guard Self.isName(rest, lengths: 1...48) else { return nil }
            self = .secret(String(rest))
        default:
            return nil
        }
    }

    /// `hashinsight.db/1`: words of letters between dots, and a major version.
    private static func isService(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, number(parts[1], digits: 4) != nil else { return false }
        let words = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return words.count >= 2 && words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isLetter) }
    }

    /// A small letter, then small letters, digits and underscores.
    private static func isName(_ text: Substring, lengths: ClosedRange<Int>) -> Bool {
        guard lengths.contains(text.utf8.count), let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// A number without a leading zero.
    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard (1...digits).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0") else { return nil }
        return text.utf8.allSatisfy(isDigit) ? Int(text) : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Orders by the canonical text.
    package static func < (left: GrantItem, right: GrantItem) -> Bool { left.description < right.description }
}
