/// Unsigned numbers of seven bits a byte, the least significant first, as multiformats and protocol buffers have them.
enum Varint {
    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Takes a number from the front; nil if it is cut off, longer than nine bytes, or written longer than it has to be.
    static func take(from bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for place in 0..<9 {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7f) << UInt64(7 * place)
            if byte < 0x80 { return byte == 0 && place > 0 ? nil : value }
        }
        return nil
    }
}
