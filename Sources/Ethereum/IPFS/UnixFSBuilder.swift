/// Computes the identifier of a file before anybody else has seen it, from bytes in any pieces, holding one chunk and one node a level.
package struct UnixFSBuilder: Sendable {
    /// A file's root and what it takes.
    package struct File: Hashable, Sendable {
        package let cid: CID
        /// Bytes of the file.
        package let contentBytes: UInt64
        /// Bytes of all its blocks, as links count them.
        package let cumulativeBytes: UInt64
        /// Leaves and nodes, equal ones counted each time.
        package let blocks: UInt64
    }

    private struct Link: Sendable {
        let cid: CID
        let contentBytes: UInt64
        let cumulativeBytes: UInt64
    }

    private let profile: UnixFSProfile
    private var chunk: [UInt8] = []
    // By height, the children that their node still waits for.
    private var waiting: [[Link]] = [[]]
    private var blocks: UInt64 = 0

    package init(_ profile: UnixFSProfile) { self.profile = profile }

    /// The file of `bytes`.
    package static func file(_ bytes: some Collection<UInt8>, _ profile: UnixFSProfile) -> File { file(bytes, profile) { _, _ in } }

    /// The file of `bytes`; `block` gets each block with its identifier, children before parents.
    package static func file(
        _ bytes: some Collection<UInt8>, _ profile: UnixFSProfile, block: (CID, [UInt8]) throws -> Void
    ) rethrows -> File {
        var builder = UnixFSBuilder(profile)
        try builder.append(bytes, block: block)
        return try builder.finish(block: block)
    }

    /// Adds bytes at the end; `block` gets each block that this fills.
    package mutating func append(_ bytes: some Collection<UInt8>, block: (CID, [UInt8]) throws -> Void) rethrows {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A full chunk waits until more comes: a file that ends with it is not followed by an empty leaf.
            if chunk.count == profile.chunkBytes { try cut(block) }
            let part = rest.prefix(profile.chunkBytes - chunk.count)
            chunk += part
            rest = rest[part.endIndex...]
        }
    }

    /// The file of all bytes so far; an empty one is one empty leaf. `block` gets the blocks at its end.
    package func finish(block: (CID, [UInt8]) throws -> Void) rethrows -> File {
        var rest = self
        return try rest.close(block)
    }

    private mutating func close(_ block: (CID, [UInt8]) throws -> Void) rethrows -> File {
        try cut(block)
        var height = 0
        while height < waiting.count - 1 || waiting[height].count > 1 {
            if !waiting[height].isEmpty { try close(height, block) }
            height += 1
        }
        let root = waiting[height][0]
        return File(cid: root.cid, contentBytes: root.contentBytes, cumulativeBytes: root.cumulativeBytes, blocks: blocks)
    }

    private mutating func cut(_ block: (CID, [UInt8]) throws -> Void) rethrows {
        let count = UInt64(chunk.count)
        let bytes = profile.rawLeaves ? chunk : DagPB.node(links: [], data: DagPB.fileData(chunk, contentBytes: count, children: []))
        try add(bytes, profile.rawLeaves ? .raw : .dagPB, contentBytes: count, below: 0, at: 0, block)
        chunk.removeAll(keepingCapacity: true)
    }

    // Makes a node of the children that wait at a height; it waits at the next.
    private mutating func close(_ height: Int, _ block: (CID, [UInt8]) throws -> Void) rethrows {
        let children = waiting[height]
        waiting[height].removeAll(keepingCapacity: true)
        let content = children.reduce(0) { $0 + $1.contentBytes }
        let data = DagPB.fileData([], contentBytes: content, children: children.map(\.contentBytes))
        let bytes = DagPB.node(links: children.map { ($0.cid.bytes, $0.cumulativeBytes) }, data: data)
        try add(bytes, .dagPB, contentBytes: content, below: children.reduce(0) { $0 + $1.cumulativeBytes }, at: height + 1, block)
    }

    private mutating func add(
        _ bytes: [UInt8], _ codec: CID.Codec, contentBytes: UInt64, below: UInt64, at height: Int, _ block: (CID, [UInt8]) throws -> Void
    ) rethrows {
        let cid = CID(hashing: bytes, as: codec, version: codec == .dagPB ? profile.version : .v1)
        try block(cid, bytes)
        blocks += 1
        if height == waiting.count { waiting.append([]) }
        // A full node is closed when another child comes, so that a lone full node stays the root.
        if waiting[height].count == profile.maximumLinks { try close(height, block) }
        waiting[height].append(Link(cid: cid, contentBytes: contentBytes, cumulativeBytes: below + UInt64(bytes.count)))
    }
}
