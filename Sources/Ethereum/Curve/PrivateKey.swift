internal import CSecp256k1
internal import Crypto

/// A secret number that signs. The bytes that it keeps are wiped when the last copy goes and are never part of a text.
package struct PrivateKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let secret: SymmetricKey
    /// What its signatures are checked with.
    package let publicKey: PublicKey
    /// The account that it signs for.
    package let address: Address

    /// Takes 32 bytes, a number from 1 to n − 1.
    package init(_ bytes: Bytes32) throws {
        var key = secp256k1_pubkey()
        let made = bytes.withUnsafeBytes {
            secp256k1_ec_pubkey_create(Secp256k1.context, &key, $0.assumingMemoryBound(to: UInt8.self).baseAddress!)
        }
        guard made == 1 else { throw EthereumFault(.keyInvalid, "a private key is a number from 1 to n − 1 of secp256k1, this one is not") }
        secret = bytes.withUnsafeBytes { SymmetricKey(data: $0) }
        publicKey = PublicKey(key)
        address = Address(publicKey)
    }

    /// Reads 64 hexadecimal digits, with or without `0x`. What is wrong with them is told without showing them.
    package init(hex text: some StringProtocol) throws {
        guard let bytes = try? Bytes32(hex: text, prefixed: text.hasPrefix("0x")) else {
            throw EthereumFault(
                .keyInvalid,
                "a private key is 64 hexadecimal digits, with or without 0x; this text has \(text.utf8.count) characters or others")
        }
        try self.init(bytes)
    }

    /// A key of the system's random numbers.
    package static func random() -> PrivateKey {
        while true {
            // Fails once in 2¹²⁸ tries.
            if let key = try? PrivateKey(Bytes32.random()) { return key }
        }
    }

    /// Signs a digest. The same key and digest give the same signature (RFC 6979), always with the lower `s`.
    package func sign(_ digest: Bytes32) -> Signature {
        var made = secp256k1_ecdsa_recoverable_signature()
        var parity: Int32 = 0
        let compact = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { compact in
            let done = digest.withUnsafeBytes { digest in
                secret.withUnsafeBytes { secret in
                    secp256k1_ecdsa_sign_recoverable(
                        Secp256k1.context, &made, digest.assumingMemoryBound(to: UInt8.self).baseAddress!,
                        secret.assumingMemoryBound(to: UInt8.self).baseAddress!, nil, nil)
                }
            }
            // The library fails only for a key out of range, which `init` refused.
            precondition(done == 1, "secp256k1 refused a key that it took before")
            secp256k1_ecdsa_recoverable_signature_serialize_compact(Secp256k1.context, compact.baseAddress!, &parity, &made)
            let base = UnsafeRawPointer(compact.baseAddress!)
            return (Bytes32(at: base), Bytes32(at: base + 32))
        }
        // 2 and 3 would need an `r` above n: nobody has ever met one.
        precondition(parity < 2, "a signature whose r lies above the curve's order")
        return Signature(checked: compact.0, compact.1, yParity: UInt8(parity))
    }

    /// Gives `body` the 32 secret bytes, to seal them in a keystore.
    func withSecretBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result { try secret.withUnsafeBytes(body) }

    package var description: String { "private key of \(address)" }

    package var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}
