import Glibc

/// A range of IP addresses in CIDR notation, such as `10.20.0.0/16` or `fd00::/8`.
package struct NetworkBlock: Sendable, Hashable, CustomStringConvertible {
    /// The network's address in network byte order: 4 or 16 bytes, host bits zero.
    package let address: [UInt8]
    /// Leading bits that count, 0 to 32 or 128.
    package let prefixLength: Int

    /// - Parameter text: `address/prefix`, or an address alone for one host.
    /// - Throws: ``NetworkBlockError`` if it is no address, the prefix is out of range or host bits are set.
    package init(_ text: String) throws(NetworkBlockError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let bytes = Self.parse(String(parts[0])) else { throw .notAnAddress(text) }
        var prefix = bytes.count * 8
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(parts[1]),
                number <= prefix
            else { throw .prefixOutOfRange(text, maximum: prefix) }
            prefix = number
        }
        let masked = Self.masked(bytes, prefix)
        guard masked == bytes else { throw .hostBitsSet(text, network: "\(Self.format(masked))/\(prefix)") }
        address = masked
        prefixLength = prefix
    }

    /// Whether an address lies in the block.
    /// - Parameter candidate: 4 or 16 bytes in network byte order; the other family is never contained.
    package func contains(_ candidate: [UInt8]) -> Bool {
        candidate.count == address.count && Self.masked(candidate, prefixLength) == address
    }

    package var description: String { "\(Self.format(address))/\(prefixLength)" }

    private static func masked(_ bytes: [UInt8], _ prefix: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let bits = min(max(prefix - index * 8, 0), 8)
            return bits == 0 ? 0 : byte & (0xFF << UInt8(8 - bits))
        }
    }

    private static func parse(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        var version4 = in_addr()
        if inet_pton(AF_INET, text, &version4) == 1 { return withUnsafeBytes(of: &version4) { Array($0) } }
        var version6 = in6_addr()
        if inet_pton(AF_INET6, text, &version6) == 1 { return withUnsafeBytes(of: &version6) { Array($0) } }
        return nil
    }

    private static func format(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: 64)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        _ = bytes.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &text, socklen_t(64)) }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
