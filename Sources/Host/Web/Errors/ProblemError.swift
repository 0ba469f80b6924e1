import HTTPTypes

/// An error that is told to the one who asked, as RFC 9457 or as a page. Carries nothing of the inside.
struct ProblemError: Error, Sendable {
    let status: HTTPResponse.Status
    /// Stable, for programs: `csrf_failed`.
    let code: String
    /// One or two sentences: what, where, what was expected.
    let detail: String
    var headers: HTTPFields = [:]
    /// Faults of single fields, by name.
    var fields: [String: String] = [:]
    /// Further members of the document, by name.
    var members: [String: JSONValue] = [:]

    init(_ status: HTTPResponse.Status, code: String, detail: String, headers: HTTPFields = [:], fields: [String: String] = [:]) {
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
        self.fields = fields
    }
}

extension ProblemError {
    static let unauthenticated = ProblemError(
        .unauthorized, code: "unauthenticated", detail: "Sign in first.", headers: [.wwwAuthenticate: "Cookie realm=\"hashinsight\""])
    static let notFound = ProblemError(.notFound, code: "not_found", detail: "There is nothing at this address.")
    static let csrfFailed = ProblemError(.forbidden, code: "csrf_failed", detail: "CSRF token validation failed")
    static let unavailable = ProblemError(
        .serviceUnavailable, code: "unavailable", detail: "The database cannot be reached at the moment. Try again shortly.",
        headers: [.retryAfter: "5"])
    static let timedOut = ProblemError(.gatewayTimeout, code: "timed_out", detail: "The answer took too long and was given up.")
    /// Counted and logged under nginx's number for it; told only to a client that closed no more than its own half.
    static let clientGone = ProblemError(
        .init(code: 499, reasonPhrase: "Client Closed Request"), code: "client_gone",
        detail: "The client closed its connection before the answer.", headers: [.connection: "close"])
    static let inside = ProblemError(
        .internalServerError, code: "internal", detail: "Something went wrong on our side. The request id names it in the log.")

    static func forbidden(_ role: MemberRole) -> ProblemError {
        ProblemError(.forbidden, code: "role_too_low", detail: "Your role does not allow this; it needs \(role.rawValue) or above.")
    }

    static func tooLarge(limitBytes: Int) -> ProblemError {
        ProblemError(
            .contentTooLarge, code: "body_too_large", detail: "The body is larger than \(limitBytes) bytes.",
            headers: [.connection: "close"])
    }

    static func methodNotAllowed(_ allowed: [String]) -> ProblemError {
        let list = allowed.sorted().joined(separator: ", ")
        return ProblemError(
            .methodNotAllowed, code: "method_not_allowed", detail: "This address takes \(list).", headers: [.allow: list])
    }

    static func rateLimited(retryAfterSeconds: Int) -> ProblemError {
        ProblemError(
            .tooManyRequests, code: "rate_limited", detail: "Too many requests. Try again in \(retryAfterSeconds) s.",
            headers: [.retryAfter: String(retryAfterSeconds)])
    }
}
