/// A message that a wallet shows to its owner and signs (EIP-191, `personal_sign`). It can never be read as a transaction.
package enum PersonalMessage {
    /// The digest that is signed. The length counts bytes.
    package static func digest(of message: some Collection<UInt8>) -> Bytes32 {
        var hasher = Keccak256()
        hasher.update(Array("\u{19}Ethereum Signed Message:\n\(message.count)".utf8))
        hasher.update(message)
        return hasher.finalized()
    }

    /// The account whose key signed the message.
    package static func signer(of message: some Collection<UInt8>, signature: Signature) throws -> Address {
        try Address(signature.recover(digest(of: message)))
    }
}
