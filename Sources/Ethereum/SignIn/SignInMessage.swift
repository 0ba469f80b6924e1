/// A message by which a wallet's owner signs in (EIP-4361), read by the letter of its grammar.
package struct SignInMessage: Hashable, Sendable {
    /// `https` where the message names it.
    package let scheme: String?
    /// Host and port of who asks.
    package let domain: String
    package let address: Address
    package let statement: String?
    package let uri: String
    package let chainID: UInt64
    package let nonce: String
    package let issuedAt: SignInTime
    package let expiresAt: SignInTime?
    package let notBefore: SignInTime?
    package let requestID: String?
    package let resources: [String]
    /// What was signed.
    package let text: String

    /// The account that signed this text.
    package func signer(_ signature: Signature) throws -> Address {
        try PersonalMessage.signer(of: Array(text.utf8), signature: signature)
    }
}
