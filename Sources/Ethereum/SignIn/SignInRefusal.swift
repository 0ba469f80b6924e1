/// Why a sign-in was refused.
package struct SignInRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing was wrong; stable.
    package enum Code: String, Sendable, CaseIterable {
        case malformed, domain, scheme, uri, nonce, expired, signature
        case chainID = "chain_id"
        case notYetValid = "not_yet_valid"
        case issuedInFuture = "issued_in_future"
        case tooOld = "too_old"
    }

    package let code: Code
    package let message: String

    package var description: String { "\(code.rawValue): \(message)" }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
