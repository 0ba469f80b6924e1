package import Ethereum

/// Reads a file of blocks as a service does: every block has to have the hash that it is named by.
package struct CarReader {
    package let root: CID
    package let blocks: [CID: [UInt8]]

    /// Nil for one that is not well formed, or whose root is missing.
    package init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func varint() -> Int? {
            var value = 0
            for shift in stride(from: 0, to: 35, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                value |= Int(byte & 0x7f) << shift
                if byte < 0x80 { return value }
            }
            return nil
        }
        // {"roots": [link], "version": 1}, written out: one root of 36 bytes behind a zero.
        let before: [UInt8] = [0xa2, 0x65, 0x72, 0x6f, 0x6f, 0x74, 0x73, 0x81, 0xd8, 0x2a, 0x58, 0x25, 0x00]
        let after: [UInt8] = [0x67, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x01]
        guard let count = varint(), rest.count >= count else { return nil }
        let header = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        guard header.starts(with: before), header.suffix(after.count).elementsEqual(after), header.count == 36 + before.count + after.count,
            let root = try? CID(bytes: header.dropFirst(before.count).prefix(36))
        else { return nil }
        var blocks: [CID: [UInt8]] = [:]
        while !rest.isEmpty {
            guard let count = varint(), count > 36, rest.count >= count, let cid = try? CID(bytes: rest.prefix(36)) else { return nil }
            let block = Array(rest.prefix(count).dropFirst(36))
            guard CID(hashing: block, as: cid.codec) == cid else { return nil }
            blocks[cid] = block
            rest = rest.dropFirst(count)
        }
        guard blocks[root] != nil else { return nil }
        self.root = root
        self.blocks = blocks
    }

    /// The bytes of the file that the root stands for.
    package var content: [UInt8] { content(of: root) }

    private func content(of cid: CID) -> [UInt8] {
        guard let block = blocks[cid] else { return [] }
        guard cid.codec == .dagPB else { return block }
        // Links come first, each a field 2 whose own field 1 is the identifier of 36 bytes.
        var out: [UInt8] = []
        var index = 0
        while index + 40 < block.count, block[index] == 0x12 {
            guard let child = try? CID(bytes: block[(index + 4)..<(index + 40)]) else { return [] }
            out += content(of: child)
            index += 2 + Int(block[index + 1])
        }
        return out
    }
}
