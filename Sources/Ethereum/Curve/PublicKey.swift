internal import CSecp256k1

/// A point of the curve: what a private key's signatures are checked with.
package struct PublicKey: Hashable, Sendable {
    /// 0x04, then x and y of 32 bytes each.
    package let uncompressed: [UInt8]

    init(_ key: secp256k1_pubkey) { uncompressed = Self.serialized(key, SECP256K1_EC_UNCOMPRESSED, count: 65) }

    /// Reads 33 or 65 bytes; they have to be a point of the curve.
    package init(_ bytes: some Collection<UInt8>) throws {
        let bytes = Array(bytes)
        var key = secp256k1_pubkey()
        guard secp256k1_ec_pubkey_parse(Secp256k1.context, &key, bytes, bytes.count) == 1 else {
            throw EthereumFault(
                .keyInvalid, "these \(bytes.count) bytes are no public key of secp256k1 (33 bytes compressed or 65 uncompressed)")
        }
        self.init(key)
    }

    /// 0x02 or 0x03 by the parity of y, then x.
    package var compressed: [UInt8] { [2 + (uncompressed[64] & 1)] + uncompressed[1..<33] }

    private static func serialized(_ key: secp256k1_pubkey, _ form: Int32, count: Int) -> [UInt8] {
        var key = key
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            written = count
            // Cannot fail: the key is a parsed one and the room is as large as the form needs.
            _ = secp256k1_ec_pubkey_serialize(Secp256k1.context, buffer.baseAddress!, &written, &key, UInt32(form))
        }
    }
}
