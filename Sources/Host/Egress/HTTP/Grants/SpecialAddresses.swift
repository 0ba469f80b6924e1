/// The addresses that are not for everybody: private, loopback, link-local, multicast, and those under which clouds tell machines their
/// secrets. A name of the outside world that resolves to one of them is an attack or a mistake. Pure.
package enum SpecialAddresses {
    private struct Block {
        let range: NetworkRange
        let name: String
        /// No grant opens it.
        var isNever = false
    }

    private static func block(_ text: String, _ name: String, isNever: Bool = false) -> Block {
        // The texts are constants of this file, and a test reads each.
        guard let range = try? NetworkRange(text) else { preconditionFailure("\(text) is no network") }
        return Block(range: range, name: name, isNever: isNever)
    }

    private static let blocks: [Block] = [
        block("0.0.0.0/8", "this network", isNever: true), block("10.0.0.0/8", "private"), block("100.64.0.0/10", "shared by a carrier"),
        block("127.0.0.0/8", "loopback"), block("169.254.0.0/16", "link-local"), block("172.16.0.0/12", "private"),
        block("192.0.0.0/24", "reserved"), block("192.0.2.0/24", "for documentation"), block("192.88.99.0/24", "a relay"),
        block("192.168.0.0/16", "private"), block("198.18.0.0/15", "for measurements"), block("198.51.100.0/24", "for documentation"),
        block("203.0.113.0/24", "for documentation"), block("224.0.0.0/4", "multicast", isNever: true),
        block("240.0.0.0/4", "reserved", isNever: true), block("168.63.129.16/32", "metadata of a cloud"),
        block("::/128", "unspecified", isNever: true), block("::1/128", "loopback"), block("64:ff9b:1::/48", "a translation"),
        block("2001::/23", "reserved"), block("2001:db8::/32", "for documentation"), block("2002::/16", "a relay"),
        block("3fff::/20", "for documentation"), block("fc00::/7", "private"), block("fe80::/10", "link-local"),
        block("fec0::/10", "private"), block("ff00::/8", "multicast", isNever: true),
    ]

    private static let global = block("2000::/3", "")
    private static let translated = block("64:ff9b::/96", "")

    /// What kind of special address it is, such as `loopback`; nil for one of the outside world.
    package static func name(of address: IPAddress) -> String? { special(address)?.name }

    /// Whether a request may be sent to an address: one of the outside world, or one in a network that was granted by name. A granted
    /// network opens only the special block that it lies within: `0.0.0.0/0` says nothing about loopback.
    package static func allows(_ address: IPAddress, granted: [NetworkRange]) -> Bool {
        let judged = embedded(in: address) ?? address
        guard let special = special(judged) else { return true }
        guard !special.isNever else { return false }
        return granted.contains { $0.contains(judged) && $0.lies(within: special.range) }
    }

    private static func special(_ address: IPAddress) -> Block? {
        let judged = embedded(in: address) ?? address
        if let found = blocks.first(where: { $0.range.contains(judged) }) { return found }
        if case .v6 = judged, !global.range.contains(judged) { return Block(range: NetworkRange(of: judged), name: "not assigned") }
        return nil
    }

    /// The IPv4 address that a translator (RFC 6052) would make of an IPv6 one.
    private static func embedded(in address: IPAddress) -> IPAddress? {
        guard case .v6(let bits) = address, translated.range.contains(address) else { return nil }
        return .v4(UInt32(truncatingIfNeeded: bits))
    }
}

extension NetworkRange {
    /// The network of one address.
    init(of address: IPAddress) { self.init(first: address, prefixLength: address.bitCount) }

    /// Whether the address belongs to it.
    package func contains(_ address: IPAddress) -> Bool {
        address.bitCount == first.bitCount && address.masked(to: prefixLength) == first
    }

    /// Whether every address of it belongs to `other`.
    package func lies(within other: NetworkRange) -> Bool { prefixLength >= other.prefixLength && other.contains(first) }
}
