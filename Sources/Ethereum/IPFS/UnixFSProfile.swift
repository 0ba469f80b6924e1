/// How a file is cut into blocks: two sides get the same identifier only with the same profile.
package struct UnixFSProfile: Hashable, Sendable {
    package let version: CID.Version
    package let chunkBytes: Int
    /// Links in a node at most.
    package let maximumLinks: Int
    /// Whether leaves are the bytes themselves, or nodes around them.
    package let rawLeaves: Bool

    /// - Parameter maximumLinks: At least 2.
    package init(version: CID.Version, chunkBytes: Int, maximumLinks: Int, rawLeaves: Bool) {
        precondition(chunkBytes > 0 && maximumLinks > 1, "a profile without room")
        self.version = version
        self.chunkBytes = chunkBytes
        self.maximumLinks = maximumLinks
        self.rawLeaves = rawLeaves
    }

    /// What Kubo did for ten years: version 0, 256 KiB, 174 links, wrapped leaves.
    package static let v0From2015 = UnixFSProfile(version: .v0, chunkBytes: 256 << 10, maximumLinks: 174, rawLeaves: false)
    /// Version 1 with blocks that every service keeps as they are: 256 KiB, 174 links, raw leaves.
    package static let v1In256KiB = UnixFSProfile(version: .v1, chunkBytes: 256 << 10, maximumLinks: 174, rawLeaves: true)
    /// What IPIP-0499 settled: version 1, 1 MiB, 1024 links, raw leaves.
    package static let v1From2025 = UnixFSProfile(version: .v1, chunkBytes: 1 << 20, maximumLinks: 1024, rawLeaves: true)
}
