extension CID {
    /// What every service keeps as the one block that it is.
    package static let oneBlockBytes = 256 << 10

    /// Of bytes that are handed to somebody else: one raw block while they fit into one, a file in several beyond, as
    /// `ipfs add --cid-version=1 --raw-leaves --chunker=size-262144` has it. Both sides come to the same.
    package static func file(_ bytes: [UInt8]) -> CID {
        bytes.count <= oneBlockBytes ? CID(hashing: bytes, as: .raw) : UnixFSBuilder.file(bytes, .v1In256KiB).cid
    }
}
