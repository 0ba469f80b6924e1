internal import Crypto

/// The hashes of RFC 6962: a leaf can never be taken for a node.
package enum MerkleHash {
    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let empty = sha256([])

    /// SHA-256 of 0x00 and the leaf.
    package static func leaf(_ data: Bytes32) -> Bytes32 {
        withUnsafeTemporaryAllocation(byteCount: 33, alignment: 8) { buffer in
            buffer[0] = 0
            data.store(at: buffer.baseAddress! + 1)
            return digest(UnsafeRawBufferPointer(buffer))
        }
    }

    /// SHA-256 of 0x00 and the leaf.
    package static func leaf(_ data: some Collection<UInt8>) -> Bytes32 { sha256([0] + data) }

    /// SHA-256 of 0x01 and both children.
    package static func node(_ left: Bytes32, _ right: Bytes32) -> Bytes32 {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            buffer[0] = 1
            left.store(at: buffer.baseAddress! + 1)
            right.store(at: buffer.baseAddress! + 33)
            return digest(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Plain SHA-256.
    package static func sha256(_ bytes: some Collection<UInt8>) -> Bytes32 {
        if let digest = bytes.withContiguousStorageIfAvailable({ digest(UnsafeRawBufferPointer($0)) }) { return digest }
        return Array(bytes).withUnsafeBytes { digest($0) }
    }

    /// Plain SHA-256.
    @inline(__always)
    static func digest(_ bytes: UnsafeRawBufferPointer) -> Bytes32 {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return hasher.finalize().withUnsafeBytes { Bytes32(at: $0.baseAddress!) }
    }
}
