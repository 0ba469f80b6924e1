package import Ethereum

/// What a signing command may print: a signature in DER or r and s of 32 bytes each, as bytes or in hexadecimal digits. Pure.
package enum SignatureText {
    /// The signature of `signer` over `digest`; a high s is turned down, the parity found. Throws ``SignerFault``.
    package static func signature(_ output: [UInt8], over digest: Bytes32, by signer: Address) throws(SignerFault) -> Signature {
        var bytes = output
        if let text = String(validating: output, as: UTF8.self) {
            let words = text.split(whereSeparator: \.isWhitespace)
            if words.count == 1, let digits = words.first, digits.utf8.count >= 128 || digits.hasPrefix("0x"),
                let decoded = try? Hex.decode(digits, prefixed: digits.hasPrefix("0x"))
            {
                bytes = decoded
            }
        }
        do {
            return bytes.count == 64
                ? try Signature(rs: bytes, over: digest, by: signer) : try Signature(der: bytes, over: digest, by: signer)
        } catch {
            throw SignerFault(.wrongSignature, "the signing command's output: \((error as? EthereumFault)?.message ?? "\(error)")")
        }
    }
}
