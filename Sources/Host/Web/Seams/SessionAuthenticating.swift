package import Foundation

/// Who asks: the part of identity that pages and the API need.
package protocol SessionAuthenticating: Sendable {
    /// Checks a password and starts a new session.
    /// - Parameters:
    ///   - clientAddress: the address of the one who asks, for lockout and audit.
    ///   - previousToken: the token that came with the request; its session ends.
    ///   - requestId: for the audit.
    /// - Throws: `LoginFailure`; anything else is answered as 500.
    func login(
        email: String, password: String, clientAddress: String, userAgent: String, previousToken: String?, requestId: String
    ) async throws -> StartedSession

    /// The session of a cookie's token; nil if it is unknown, expired or ended. Called for every request: must be quick.
    /// - Throws: `LoginFailure.unavailable` if it cannot be told now.
    func session(token: String) async throws -> MemberSession?

    /// The sessions of this member that are still open, the newest first.
    func sessions(of session: MemberSession) async throws -> [SessionSummary]

    /// Ends a session of this member by its handle; false if there is none.
    func end(sessionId: String, of session: MemberSession) async throws -> Bool
}

/// A session that has just begun.
package struct StartedSession: Sendable {
    /// The secret for the cookie, shown once.
    package let token: String
    package let session: MemberSession

    package init(token: String, session: MemberSession) {
        self.token = token
        self.session = session
    }
}

/// One open session as its member sees it.
package struct SessionSummary: Sendable {
    package let sessionId: String
    package let createdAt: Date
    package let lastUsedAt: Date
    package let clientAddress: String
    package let userAgent: String

    package init(sessionId: String, createdAt: Date, lastUsedAt: Date, clientAddress: String, userAgent: String) {
        self.sessionId = sessionId
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.clientAddress = clientAddress
        self.userAgent = userAgent
    }
}

/// Why a login did not begin a session.
package enum LoginFailure: Error, Sendable {
    /// The address or the password is wrong; which one is never told.
    case invalidCredentials
    /// Too many attempts for this account.
    case lockedOut(retryAfterSeconds: Int)
    /// The database is away.
    case unavailable
}
