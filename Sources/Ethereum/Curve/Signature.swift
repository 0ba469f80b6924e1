internal import CSecp256k1

/// A signature from which its signer is recovered: `r`, the lower `s` (EIP-2), and the parity of the point's y.
package struct Signature: Hashable, Sendable {
    package let r: Bytes32
    package let s: Bytes32
    /// 0 or 1.
    package let yParity: UInt8

    init(checked r: Bytes32, _ s: Bytes32, yParity: UInt8) {
        self.r = r
        self.s = s
        self.yParity = yParity
    }

    /// Checks the ranges; a high `s` is refused, since the same signature could be written in two ways.
    package init(r: Bytes32, s: Bytes32, yParity: UInt8) throws {
        guard yParity < 2 else { throw EthereumFault(.signatureInvalid, "yParity is 0 or 1, found \(yParity)") }
        guard r > .zero, r < Secp256k1.order else { throw EthereumFault(.signatureInvalid, "r is not between 1 and n − 1") }
        guard s > .zero, s < Secp256k1.order else { throw EthereumFault(.signatureInvalid, "s is not between 1 and n − 1") }
        guard s <= Secp256k1.halfOrder else {
            throw EthereumFault(.signatureHighS, "s lies above n / 2: whoever saw the lower one could have made it")
        }
        self.init(checked: r, s, yParity: yParity)
    }

    /// Reads the 65 bytes that wallets give: r, s, v. v is 27 or 28, with some wallets 0 or 1.
    package init(rsv bytes: some Collection<UInt8>) throws {
        let bytes = Array(bytes)
        guard bytes.count == 65 else { throw EthereumFault(.signatureInvalid, "a signature has 65 bytes (r, s, v), found \(bytes.count)") }
        guard let parity: UInt8 = [0: 0, 1: 1, 27: 0, 28: 1][bytes[64]] else {
            throw EthereumFault(.signatureInvalid, "v is 27 or 28 (or 0 or 1), found \(bytes[64])")
        }
        try self.init(r: Bytes32(bytes[..<32]), s: Bytes32(bytes[32..<64]), yParity: parity)
    }

    /// Takes what a signing service gives, in DER and without a parity, turns a high `s` down and finds the parity by who has to be the signer.
    package init(der: some Collection<UInt8>, over digest: Bytes32, by signer: Address) throws {
        let bytes = Array(der)
        var read = secp256k1_ecdsa_signature()
        guard secp256k1_ecdsa_signature_parse_der(Secp256k1.context, &read, bytes, bytes.count) == 1 else {
            throw EthereumFault(.signatureInvalid, "these \(bytes.count) bytes are no ECDSA signature in DER")
        }
        try self.init(&read, over: digest, by: signer)
    }

    /// Takes the 64 bytes r and s of a signing service, as those in DER.
    package init(rs bytes: some Collection<UInt8>, over digest: Bytes32, by signer: Address) throws {
        let bytes = Array(bytes)
        var read = secp256k1_ecdsa_signature()
        guard bytes.count == 64, secp256k1_ecdsa_signature_parse_compact(Secp256k1.context, &read, bytes) == 1 else {
            throw EthereumFault(.signatureInvalid, "these \(bytes.count) bytes are no r and s of 32 bytes each below n")
        }
        try self.init(&read, over: digest, by: signer)
    }

    // Turns a high `s` down and finds the parity by who has to be the signer.
    private init(_ read: inout secp256k1_ecdsa_signature, over digest: Bytes32, by signer: Address) throws {
        var low = secp256k1_ecdsa_signature()
        _ = secp256k1_ecdsa_signature_normalize(Secp256k1.context, &low, &read)
        let (r, s) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { compact in
            _ = secp256k1_ecdsa_signature_serialize_compact(Secp256k1.context, compact.baseAddress!, &low)
            let base = UnsafeRawPointer(compact.baseAddress!)
            return (Bytes32(at: base), Bytes32(at: base + 32))
        }
        for parity: UInt8 in 0...1 {
            let candidate = try Signature(r: r, s: s, yParity: parity)
            if let key = try? candidate.recover(digest), Address(key) == signer {
                self = candidate
                return
            }
        }
        throw EthereumFault(.signatureInvalid, "the signature is not \(signer)'s over \(digest)")
    }

    /// 65 bytes as wallets give them: r, s, v with v 27 or 28.
    package var rsv: [UInt8] { r.bytes + s.bytes + [27 + yParity] }

    /// The key that signed `digest`. Another digest gives another key, so compare the address with the expected one.
    package func recover(_ digest: Bytes32) throws -> PublicKey {
        var signature = secp256k1_ecdsa_recoverable_signature()
        var key = secp256k1_pubkey()
        let found = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { compact in
            let base = UnsafeMutableRawPointer(compact.baseAddress!)
            r.store(at: base)
            s.store(at: base + 32)
            return secp256k1_ecdsa_recoverable_signature_parse_compact(Secp256k1.context, &signature, compact.baseAddress!, Int32(yParity))
                == 1
                && digest.withUnsafeBytes {
                    secp256k1_ecdsa_recover(Secp256k1.context, &key, &signature, $0.assumingMemoryBound(to: UInt8.self).baseAddress!) == 1
                }
        }
        guard found else { throw EthereumFault(.signatureInvalid, "no key can have made this signature: r is no point of the curve") }
        return PublicKey(key)
    }
}
