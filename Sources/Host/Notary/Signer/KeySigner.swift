package import Ethereum

/// A key in this process's memory, out of a keystore or, on chains for tests, out of the environment.
package struct KeySigner: NotarySigner {
    private let key: PrivateKey

    package init(_ key: PrivateKey) { self.key = key }

    /// The key's account.
    package var address: Address { key.address }

    /// The same digest gives the same signature.
    package func sign(_ digest: Bytes32) async throws(SignerFault) -> Signature { key.sign(digest) }
}
