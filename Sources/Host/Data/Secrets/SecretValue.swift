import Crypto

/// A secret in memory: it has no text form, and its memory is overwritten when the last copy goes.
package struct SecretValue: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The most bytes of one.
    package static let maximumBytes = 16_384

    // SymmetricKey is a holder of bytes that zeroes its memory.
    private let storage: SymmetricKey

    /// - Throws: ``SecretError`` with `invalid` unless there are 1 to 16,384 bytes.
    package init(_ bytes: some Collection<UInt8>) throws(SecretError) {
        guard (1...Self.maximumBytes).contains(bytes.count) else {
            throw SecretError(.invalid, "a secret has \(bytes.count) bytes, expected 1 to \(Self.maximumBytes)")
        }
        storage = SymmetricKey(data: Array(bytes))
    }

    /// How many bytes it has.
    package var count: Int { storage.bitCount / 8 }

    /// Lends the bytes; a copy of them is the caller's to wipe.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try storage.withUnsafeBytes(body)
    }

    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
