internal import Glibc

/// inet and cidr: family, prefix bits, is-cidr, length, address.
enum NetworkText {
    /// An IPv6 address with an IPv4 tail, `/128` and the NUL that `inet_ntop` writes.
    static let maximumBytes = 52
    private static let familyIPv4: UInt8 = 2
    private static let familyIPv6: UInt8 = 3

    static func isKnown(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 4, Int(value[3]) == value.count - 4 else { return false }
        return value[0] == familyIPv4 && value.count == 8 && value[1] <= 32
            || value[0] == familyIPv6 && value.count == 20 && value[1] <= 128
    }

    /// As PostgreSQL prints it: a whole inet address without its prefix, a cidr always with it.
    static func write(_ value: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
        let isIPv4 = value[0] == familyIPv4
        let text = target.assumingMemoryBound(to: CChar.self)
        guard let address = value.baseAddress, inet_ntop(isIPv4 ? AF_INET : AF_INET6, address + 4, text, 46) != nil else { return 0 }
        var count = strlen(text)
        let bits = value[1]
        guard value[2] != 0 || bits != (isIPv4 ? 32 : 128) else { return count }
        for byte in "/\(bits)".utf8 {
            target.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
            count += 1
        }
        return count
    }

    /// The binary form of a text, or nil if it is no address.
    static func parse(_ text: UnsafeRawBufferPointer, isCIDR: Bool) -> [UInt8]? {
        let string = String(decoding: text, as: UTF8.self)
        let parts = string.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first else { return nil }
        for (family, code, size) in [(AF_INET, familyIPv4, 4), (AF_INET6, familyIPv6, 16)] {
            var address = [UInt8](repeating: 0, count: size)
            guard inet_pton(family, String(name), &address) == 1 else { continue }
            var bits = UInt8(size * 8)
            if parts.count == 2 {
                guard let given = UInt8(parts[1]), given <= bits else { return nil }
                bits = given
            }
            return [code, bits, isCIDR ? 1 : 0, UInt8(size)] + address
        }
        return nil
    }
}
