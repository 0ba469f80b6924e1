/// Blocks in one file (CARv1), under a root that whoever builds it has computed: so a service that would cut a file in its own way keeps
/// the blocks as they are.
package enum CarFile {
    /// - Parameters:
    ///   - root: Of version 1.
    ///   - blocks: Each with its identifier; those that come again are left out.
    package static func bytes(root: CID, blocks: [(cid: CID, bytes: [UInt8])]) -> [UInt8] {
        // DAG-CBOR of {"roots": [root], "version": 1}; a link is tag 42 around the identifier behind a zero byte.
        let link = [0x00] + root.v1.bytes
        let header: [UInt8] =
            [0xa2, 0x65] + Array("roots".utf8) + [0x81, 0xd8, 0x2a, 0x58, UInt8(link.count)] + link + [0x67] + Array("version".utf8) + [
                0x01
            ]
        var out: [UInt8] = []
        out.reserveCapacity(blocks.reduce(header.count + 16) { $0 + $1.bytes.count + 48 })
        Varint.append(UInt64(header.count), to: &out)
        out += header
        var written: Set<CID> = []
        for block in blocks where written.insert(block.cid).inserted {
            let name = block.cid.bytes
            Varint.append(UInt64(name.count + block.bytes.count), to: &out)
            out += name
            out += block.bytes
        }
        return out
    }
}
