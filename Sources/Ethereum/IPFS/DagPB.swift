/// The two protocol buffers of a file's nodes: UnixFS inside dag-pb, fields in the one order that everybody writes.
enum DagPB {
    /// UnixFS: a part of a file, with its own bytes or with the sizes of its children.
    static func fileData(_ content: [UInt8], contentBytes: UInt64, children: [UInt64]) -> [UInt8] {
        var out: [UInt8] = [0x08, 0x02]
        if !content.isEmpty { append(0x12, content, to: &out) }
        append(0x18, contentBytes, to: &out)
        for size in children { append(0x20, size, to: &out) }
        return out
    }

    /// dag-pb: links without names, then the data.
    static func node(links: [(cid: [UInt8], cumulativeBytes: UInt64)], data: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        for link in links {
            var inner: [UInt8] = []
            append(0x0a, link.cid, to: &inner)
            append(0x12, [], to: &inner)
            append(0x18, link.cumulativeBytes, to: &inner)
            append(0x12, inner, to: &out)
        }
        append(0x0a, data, to: &out)
        return out
    }

    private static func append(_ tag: UInt8, _ value: UInt64, to out: inout [UInt8]) {
        out.append(tag)
        Varint.append(value, to: &out)
    }

    private static func append(_ tag: UInt8, _ bytes: [UInt8], to out: inout [UInt8]) {
        append(tag, UInt64(bytes.count), to: &out)
        out += bytes
    }
}
