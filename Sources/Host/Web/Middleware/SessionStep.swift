import Hummingbird

/// Finds out who asks, in which language and with which theme. A cookie that is unknown or expired is as none.
struct SessionStep: MiddlewareProtocol {
    let identity: any SessionAuthenticating
    let languages: [String]

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        var context = context
        let cookies = CookieReader(request.headers)
        context.preferences = Preferences(cookies: cookies, headers: request.headers, languages: languages)
        if !Self.needsNoSession(request.uri.path), let token = SessionCookie.token(in: cookies, isSecure: context.isSecure) {
            context.sessionToken = token
            context.session = try await identity.session(token: token)
            if let session = context.session { context.notes.setIdentity(tenant: session.tenantId, member: session.memberId) }
        }
        return try await next(request, context)
    }

    /// Answers that are the same for all must not depend on the database.
    private static func needsNoSession(_ path: String) -> Bool {
        path.hasPrefix("/static/") || path == "/metrics" || path.hasPrefix("/health")
    }
}
