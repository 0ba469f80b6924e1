/// One network in CIDR form: an address and the number of leading bits that its members share.
package struct NetworkRange: Sendable, Hashable {
    /// The first address, all host bits zero.
    package let first: IPAddress
    /// Leading bits shared by all members: 0 to 32 for IPv4, 0 to 128 for IPv6.
    package let prefixLength: Int

    /// Reads `10.0.0.0/8`, `fd00::/8` or one address without a prefix length. An IPv6 range inside `::ffff:0:0/96` becomes its IPv4 range.
    ///
    /// Throws `NetworkGrantError`, which says what was expected, among it for host bits that are not zero.
    package init(_ text: some StringProtocol) throws(NetworkGrantError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress($0) }) else {
            throw NetworkGrantError(
                .address, "'\(text)' is not a network: expected a numeric address with a prefix length, as 10.0.0.0/8 or fd00::/8")
        }
        let wasMapped = parts[0].contains(":") && address.bitCount == 32
        let longest = wasMapped ? 128 : address.bitCount
        var length = longest
        if parts.count == 2 {
            guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let given = Int(parts[1]), given <= longest else {
                throw NetworkGrantError(.prefixLength, "'\(text)': the part after '/' must be a number from 0 to \(longest)")
            }
            length = given
        }
        if wasMapped {
            guard length >= 96 else {
                throw NetworkGrantError(.prefixLength, "'\(text)' mixes IPv4 and IPv6: write two networks, one for each")
            }
            length -= 96
        }
        let first = address.masked(to: length)
        guard first == address else {
            throw NetworkGrantError(.hostBits, "'\(text)' has bits set after its prefix: write \(first)/\(length)")
        }
        self.first = first
        prefixLength = length
    }

    /// A range whose host bits are known to be zero.
    init(first: IPAddress, prefixLength: Int) {
        self.first = first
        self.prefixLength = prefixLength
    }
}

extension NetworkRange: CustomStringConvertible {
    /// The range as it would be written, `10.0.0.0/8`.
    package var description: String { "\(first)/\(prefixLength)" }
}

extension IPAddress {
    var bitCount: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    func masked(to length: Int) -> IPAddress {
        // Smart shifts: a shift by the whole width gives zero.
        switch self {
        case .v4(let bits): .v4(bits & (~0 << UInt32(32 - length)))
        case .v6(let bits): .v6(bits & (~0 << UInt128(128 - length)))
        }
    }

    func filled(from length: Int) -> IPAddress {
        switch self {
        case .v4(let bits): .v4(bits | (length == 0 ? ~0 : ~(~0 << UInt32(32 - length))))
        case .v6(let bits): .v6(bits | (length == 0 ? ~0 : ~(~0 << UInt128(128 - length))))
        }
    }
}
