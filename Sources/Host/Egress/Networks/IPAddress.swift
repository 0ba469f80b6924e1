internal import CLinux
internal import Glibc

/// A numeric IPv4 or IPv6 address. An IPv4 address mapped into IPv6 (`::ffff:10.0.0.1`) is the IPv4 address.
package enum IPAddress: Sendable, Hashable {
    /// Four bytes, the first in the highest place.
    case v4(UInt32)
    /// Sixteen bytes, the first in the highest place.
    case v6(UInt128)

    /// Longest text of an address, `ffff:…:255.255.255.255`.
    private static let longestText = 45

    /// Reads a numeric address; names, zones (`%eth0`), leading zeros and ports are no addresses.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let address = text.withUTF8({ IPAddress(utf8: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = address
    }

    /// Reads a numeric address from its UTF-8 text.
    package init?(utf8: UnsafeRawBufferPointer) {
        guard (2...IPAddress.longestText).contains(utf8.count), !utf8.contains(0) else { return nil }
        let parsed: IPAddress? = withUnsafeTemporaryAllocation(byteCount: utf8.count + 1, alignment: 1) { text in
            text.copyMemory(from: utf8)
            text[utf8.count] = 0
            guard let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
            var v4 = in_addr()
            if inet_pton(AF_INET, start, &v4) == 1 { return .v4(UInt32(bigEndian: v4.s_addr)) }
            var v6 = in6_addr()
            guard inet_pton(AF_INET6, start, &v6) == 1 else { return nil }
            return IPAddress(normalizing: withUnsafeBytes(of: v6) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
        }
        guard let parsed else { return nil }
        self = parsed
    }

    /// An IPv6 address, or the IPv4 address mapped into it.
    package init(normalizing bits: UInt128) {
        self = bits >> 32 == 0xFFFF ? .v4(UInt32(truncatingIfNeeded: bits)) : .v6(bits)
    }

    /// `0.0.0.0` and `::`. Linux connects them to the machine itself, so they name no device.
    package var isUnspecified: Bool {
        switch self {
        case .v4(let bits): bits == 0
        case .v6(let bits): bits == 0
        }
    }

    /// The address `distance` places further; wraps at the end of the address space.
    package func advanced(by distance: Int) -> IPAddress {
        switch self {
        case .v4(let bits): .v4(bits &+ UInt32(truncatingIfNeeded: distance))
        case .v6(let bits): .v6(bits &+ UInt128(truncatingIfNeeded: distance))
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as `inet_ntop` writes it.
    package var description: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: IPAddress.longestText + 1) { text in
            let size = socklen_t(text.count)
            switch self {
            case .v4(let bits):
                var address = in_addr(s_addr: bits.bigEndian)
                inet_ntop(AF_INET, &address, text.baseAddress, size)
            case .v6(let bits):
                var address = bits.bigEndian
                inet_ntop(AF_INET6, &address, text.baseAddress, size)
            }
            return text.baseAddress.map { String(cString: $0) } ?? ""
        }
    }
}
