/// The networks that a tenant's plugins may reach. An empty grant allows nothing.
///
/// Checked on the numeric address that the connection will be made to, so no name and no spelling of an address passes it by.
package struct NetworkGrant: Sendable, Hashable {
    /// The networks as they were granted.
    package let networks: [NetworkRange]
    /// The ports that may be reached there; nil for every one.
    package let ports: Set<UInt16>?
    private let v4: [ClosedRange<UInt32>]
    private let v6: [ClosedRange<UInt128>]

    /// A grant of these networks, and in them of these ports.
    package init(_ networks: [NetworkRange], ports: Set<UInt16>? = nil) {
        self.networks = networks
        self.ports = ports
        var v4: [ClosedRange<UInt32>] = []
        var v6: [ClosedRange<UInt128>] = []
        for network in networks {
            switch (network.first, network.first.filled(from: network.prefixLength)) {
            case (.v4(let low), .v4(let high)): v4.append(low...high)
            case (.v6(let low), .v6(let high)): v6.append(low...high)
            default: break
            }
        }
        self.v4 = NetworkGrant.merged(v4)
        self.v6 = NetworkGrant.merged(v6)
    }

    /// A grant of networks in CIDR form.
    ///
    /// Throws `NetworkGrantError` for the first that cannot be read.
    package init(_ texts: [String], ports: Set<UInt16>? = nil) throws(NetworkGrantError) {
        var networks: [NetworkRange] = []
        for text in texts { networks.append(try NetworkRange(text)) }
        self.init(networks, ports: ports)
    }

    /// Allows nothing.
    package static let nothing = NetworkGrant([NetworkRange]())

    /// Whether a connection to a port of `address` is granted.
    package func allows(_ address: IPAddress, port: UInt16) -> Bool { ports?.contains(port) != false && allows(address) }

    /// Whether a connection to `address` is granted, to some port. The unspecified addresses never are.
    package func allows(_ address: IPAddress) -> Bool {
        guard !address.isUnspecified else { return false }
        return switch address {
        case .v4(let bits): NetworkGrant.contains(v4, bits)
        case .v6(let bits): NetworkGrant.contains(v6, bits)
        }
    }

    /// Sorted, without overlap: a search then looks at one range only.
    private static func merged<Bound: FixedWidthInteger>(_ ranges: [ClosedRange<Bound>]) -> [ClosedRange<Bound>] {
        var result: [ClosedRange<Bound>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    private static func contains<Bound: FixedWidthInteger>(_ ranges: [ClosedRange<Bound>], _ value: Bound) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }
}
