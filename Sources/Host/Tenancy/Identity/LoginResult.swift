/// What a successful login hands out. The session token is shown this once and stored nowhere.
package struct LoginResult: Sendable {
    /// For the session cookie: 64 hex digits.
    package let sessionToken: String
    /// For `X-CSRF-Token`.
    package let csrfToken: String
    package let member: Member
    package let session: Session
}
