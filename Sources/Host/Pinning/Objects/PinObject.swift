package import Ethereum

/// Bytes that are to be pinned, with the identifier that was computed for them here, before anybody else has seen them.
package struct PinObject: Sendable, Hashable {
    /// What is taken at all.
    package static let maximumBytes = 4 << 20
    package let bytes: [UInt8]
    package let cid: CID

    /// One raw block while it fits, a file of several beyond.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        cid = .file(bytes)
    }

    /// One raw block of any length, whose SHA-256 has to be found in its identifier.
    package init(block bytes: [UInt8]) {
        self.bytes = bytes
        cid = CID(hashing: bytes, as: .raw)
    }

    /// Bytes that were stored under an identifier; nil if it is not theirs.
    package init?(_ bytes: [UInt8], cid: CID) {
        self = cid.codec == .raw ? PinObject(block: bytes) : PinObject(bytes)
        guard self.cid == cid else { return nil }
    }

    /// Whether a provider that is given the bytes as a file comes to the same identifier, however it cuts files.
    package var isSafeAsFile: Bool { cid.codec == .raw && bytes.count <= CID.oneBlockBytes }

    /// All blocks in one file, as they are.
    package var car: [UInt8] {
        var blocks: [(cid: CID, bytes: [UInt8])] = []
        if cid.codec == .raw {
            blocks = [(cid, bytes)]
        } else {
            _ = UnixFSBuilder.file(bytes, .v1In256KiB) { blocks.append(($0, $1)) }
        }
        return CarFile.bytes(root: cid, blocks: blocks)
    }
}
