/// HMAC-SHA256 (RFC 2104) under a salt of 32 bytes, over a message that is put together in place: a leaf costs no allocation, which
/// makes it three times as fast as through the library's HMAC.
enum SaltedDigest {
    private static let blockBytes = 64
    // The salt fills half a block; the rest of it is the pad alone.
    private static let innerPad: UInt64 = 0x3636_3636_3636_3636
    private static let outerPad: UInt64 = 0x5c5c_5c5c_5c5c_5c5c

    /// - Parameter messageBytes: What `write` appends, exactly.
    static func make(salt: Bytes32, messageBytes: Int, _ write: (inout Message) -> Void) -> Bytes32 {
        withUnsafeTemporaryAllocation(byteCount: blockBytes + max(messageBytes, 32), alignment: 8) { buffer in
            fill(buffer, salt, innerPad)
            var message = Message(rest: UnsafeMutableRawBufferPointer(rebasing: buffer[blockBytes..<blockBytes + messageBytes]))
            write(&message)
            precondition(message.rest.isEmpty, "a message shorter than announced")
            let inner = MerkleHash.digest(UnsafeRawBufferPointer(rebasing: buffer[..<(blockBytes + messageBytes)]))
            fill(buffer, salt, outerPad)
            inner.store(at: buffer.baseAddress! + blockBytes)
            return MerkleHash.digest(UnsafeRawBufferPointer(rebasing: buffer[..<(blockBytes + 32)]))
        }
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, _ salt: Bytes32, _ pad: UInt64) {
        salt.store(at: buffer.baseAddress!)
        for word in 0..<8 {
            let key = word < 4 ? buffer.load(fromByteOffset: 8 * word, as: UInt64.self) : 0
            buffer.storeBytes(of: key ^ pad, toByteOffset: 8 * word, as: UInt64.self)
        }
    }

    /// The rest of the room for a message.
    struct Message {
        fileprivate var rest: UnsafeMutableRawBufferPointer

        mutating func append(_ text: String) {
            var text = text
            text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
        }

        /// The length before the text, so that two texts cannot be cut in another place.
        mutating func appendCounted(_ text: String) {
            withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { append($0) }
            append(text)
        }

        mutating func append(_ number: UInt64) { withUnsafeBytes(of: number.bigEndian) { append($0) } }

        mutating func append(_ digest: Bytes32) { digest.withUnsafeBytes { append($0) } }

        private mutating func append(_ bytes: UnsafeRawBufferPointer) {
            rest.copyMemory(from: bytes)
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[bytes.count...])
        }
    }
}
