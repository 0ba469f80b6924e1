/// Reads RLP and takes only the one encoding that an item has: what two decoders could read in two ways is refused.
package struct RLPDecoder {
    /// Lists within lists beyond this are refused, so that hostile bytes cannot use up the stack.
    package static let maximumDepth = 64

    private let bytes: [UInt8]
    private var position = 0

    /// The item that `bytes` hold, which has to be all that they hold.
    package static func decode(_ bytes: some Collection<UInt8>) throws -> RLPItem {
        var decoder = RLPDecoder(bytes: Array(bytes))
        let item = try decoder.item(before: decoder.bytes.count, depth: 0)
        guard decoder.position == decoder.bytes.count else {
            throw decoder.fault("\(decoder.bytes.count - decoder.position) bytes follow the item")
        }
        return item
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func item(before end: Int, depth: Int) throws -> RLPItem {
        guard depth <= Self.maximumDepth else { throw fault("lists are nested deeper than \(Self.maximumDepth)") }
        guard position < end else { throw fault("an item is missing") }
        let prefix = bytes[position]
        position += 1
        switch prefix {
        case ..<0x80:
            return .bytes([prefix])
        case ..<0xc0:
            let content = try content(prefix - 0x80, before: end)
            if content.count == 1, bytes[content.lowerBound] < 0x80 {
                throw fault("a single byte below 0x80 stands for itself, without a prefix")
            }
            position = content.upperBound
            return .bytes(Array(bytes[content]))
        default:
            let content = try content(prefix - 0xc0, before: end)
            var items: [RLPItem] = []
            while position < content.upperBound { items.append(try item(before: content.upperBound, depth: depth + 1)) }
            return .list(items)
        }
    }

    /// - Parameter code: What the prefix says beyond its kind: a length up to 55, or 55 and the number of bytes that the length has.
    private mutating func content(_ code: UInt8, before end: Int) throws -> Range<Int> {
        guard code > 55 else { return try span(Int(code), before: end) }
        let digits = try span(Int(code - 55), before: end)
        guard bytes[digits.lowerBound] != 0 else { throw fault("a length begins with a zero byte") }
        guard let length = try Int(exactly: UInt256(bigEndian: bytes[digits]).uint64 ?? .max) else {
            throw fault("a length beyond any memory")
        }
        guard length > 55 else { throw fault("a length of \(length) has to stand in the prefix itself") }
        position = digits.upperBound
        return try span(length, before: end)
    }

    private func span(_ count: Int, before end: Int) throws -> Range<Int> {
        guard count <= end - position else { throw fault("\(count) bytes are announced, \(end - position) are there") }
        return position..<position + count
    }

    private func fault(_ problem: String) -> EthereumFault {
        EthereumFault(.rlpMalformed, "RLP at byte \(position) of \(bytes.count): \(problem)")
    }
}
