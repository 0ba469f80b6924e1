package import Ethereum

/// Something that signs for one account. What it may sign is the ``SignerPolicy``'s to say, before.
///
/// Thread: any, for every function; none blocks.
package protocol NotarySigner: Sendable {
    /// The account whose signatures these are.
    var address: Address { get }

    /// Signs a digest. The signature is checked to be ``address``'s.
    /// - Throws: ``SignerFault``.
    func sign(_ digest: Bytes32) async throws(SignerFault) -> Signature
}

/// Why nothing was signed.
package struct SignerFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds; the raw value is the word for programs.
    package enum Code: String, Sendable {
        /// The policy forbids it.
        case denied
        /// The signing command could not be started, failed or took too long.
        case commandFailed = "command_failed"
        /// What came is no signature of the account.
        case wrongSignature = "wrong_signature"
    }

    package let code: Code
    /// For a person; without any secret.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
