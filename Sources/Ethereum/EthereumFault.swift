/// Why bytes, a text or a value was refused: a code for programs, a message that says what, where and what was expected.
package struct EthereumFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }

    /// What kind of thing was wrong; stable, so that callers and logs may rely on it.
    package enum Code: String, Sendable, CaseIterable {
        case hexMalformed = "hex_malformed"
        case lengthWrong = "length_wrong"
        case numberMalformed = "number_malformed"
        case numberOverflow = "number_overflow"
        case rlpMalformed = "rlp_malformed"
        case addressMalformed = "address_malformed"
        case addressChecksum = "address_checksum"
        case keyInvalid = "key_invalid"
        case signatureInvalid = "signature_invalid"
        case signatureHighS = "signature_high_s"
        case transactionMalformed = "transaction_malformed"
        case transactionInvalid = "transaction_invalid"
        case abiMalformed = "abi_malformed"
        case treeRange = "tree_range"
        case treeInconsistent = "tree_inconsistent"
        case cidMalformed = "cid_malformed"
        case cidUnsupported = "cid_unsupported"
        case keystoreMalformed = "keystore_malformed"
        case keystoreUnsupported = "keystore_unsupported"
        case keystorePassphrase = "keystore_passphrase"
        case keystoreAddress = "keystore_address"
        case intervalInvalid = "interval_invalid"
        case proofMalformed = "proof_malformed"
        case proofUnsupported = "proof_unsupported"
        case proofRefused = "proof_refused"
        case proofNotAnchored = "proof_not_anchored"
        case proofOtherChain = "proof_other_chain"
        /// The node lacks what the proof is to be held against: neither for nor against it.
        case proofUnchecked = "proof_unchecked"
    }
}
