import HTTPTypes
import Hummingbird

/// The member's own page: who they are and where they are signed in.
struct AccountEndpoints: Sendable {
    let identity: any SessionAuthenticating
    let pages: PageRenderer

    var routes: [HostRoute] {
        [
            HostRoute(.get, "/account", access: .member(.guest)) { try await page($0, $1) },
            HostRoute(.post, "/account/sessions/{session}/end", access: .member(.guest)) { try await end($0, $1) },
        ]
    }

    private func page(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let catalogue = pages.catalogue(context)
        let sessions = try await identity.sessions(of: session).map { other -> JSONValue in
            [
                "id": .string(other.sessionId), "address": .string(other.clientAddress),
                "agent": .string(UserAgentName.short(other.userAgent)),
                "created_at": JSONAnswer.time(other.createdAt), "used_at": JSONAnswer.time(other.lastUsedAt),
                "current": .bool(other.sessionId == session.sessionId),
            ]
        }
        let data: JSONValue = [
            "email": .string(session.email), "role": .string(catalogue["roles.\(session.role.rawValue)"]),
            "tenant_name": .string(session.tenantName), "kind": .string(catalogue["kinds.\(session.tenantKind.rawValue)"]),
            "expires_at": JSONAnswer.time(session.expiresAt), "sessions": .array(sessions),
        ]
        return try await pages.page("account", data: data, title: "account.title", request: request, context: context)
    }

    private func end(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let id = context.pathParameters["session"] ?? ""
        guard try await identity.end(sessionId: id, of: session) else { throw ProblemError.notFound }
        guard id == session.sessionId else { return .seeOther("/account") }
        var response = Response.seeOther("/login")
        response.headers[.setCookie] = SessionCookie.clear(isSecure: context.isSecure)
        return response
    }
}
