/// Why a sign-in or a change to a member was refused.
package struct IdentityError: Error, Sendable, CustomStringConvertible {
    /// What the one who asked can be told apart by.
    package enum Code: String, Sendable {
        /// Unknown address, wrong password, disabled or out of its time: never told apart. 401.
        case invalidCredentials
        /// Too many failures; see ``IdentityError/retryAfterSeconds``. 429.
        case locked
        /// The password hasher's queue is full. 503.
        case busy
        /// The database cannot be reached. 503.
        case unavailable
        /// The address is not one. 422.
        case invalidEmail
        /// The password does not satisfy the policy; the message says why. 422.
        case weakPassword
        /// The address is already a member. 409.
        case emailTaken
        /// No such member, session or tenant. 404.
        case notFound
        /// The secret is missing, short or readable by others.
        case secret
    }

    package let code: Code
    /// For people; carries nothing that tells which addresses exist.
    package let message: String
    /// When to try again, for ``Code/locked`` and ``Code/busy``.
    package let retryAfterSeconds: Int?
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, retryAfterSeconds: Int? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
        self.cause = cause
    }

    package var description: String { cause.map { "\(message): \($0)" } ?? message }

    static let invalidCredentials = IdentityError(.invalidCredentials, "email or password is wrong")

    static func locked(seconds: Int) -> IdentityError {
        IdentityError(.locked, "too many failed sign-ins; try again in \(seconds) s", retryAfterSeconds: seconds)
    }

    static func unavailable(_ cause: any Error) -> IdentityError {
        IdentityError(.unavailable, "sign-in needs the database, which cannot be reached now", retryAfterSeconds: 2, cause: cause)
    }
}
