import Foundation
import HTTPTypes
import Hummingbird

/// Login and logout, as JSON and as forms.
struct SessionEndpoints: Sendable {
    let identity: any SessionAuthenticating
    let bodyReader: BodyReader
    let pages: PageRenderer

    var routes: [HostRoute] {
        [
            HostRoute(
                .post, "/api/v1/auth/login", access: .open,
                documentation: RouteDocumentation(
                    summary: "Start a session; sets the session cookie", tag: "auth", body: Schemas.login, answer: Schemas.session)
            ) { try await login($0, $1) },
            HostRoute(
                .post, "/api/v1/auth/logout", access: .member(.guest),
                documentation: RouteDocumentation(summary: "End this session", tag: "auth", success: 204)
            ) { try await logout($0, $1) },
            HostRoute(
                .get, "/api/v1/auth/session", access: .member(.guest),
                documentation: RouteDocumentation(summary: "Who is signed in", tag: "auth", answer: Schemas.session)
            ) { _, context in JSONAnswer.response(Self.describe(try context.requireSession())) },
            HostRoute(.get, "/login", access: .open) { try await loginPage($0, $1) },
            HostRoute(.post, "/login", access: .open) { try await loginForm($0, $1) },
            HostRoute(.post, "/logout", access: .open) { try await logoutForm($0, $1) },
        ]
    }

    private func login(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await JSONBody.read(request, with: bodyReader)
        guard let email = body["email"]?.text, let password = body["password"]?.text else {
            throw ProblemError(
                .badRequest, code: "invalid_body", detail: "The body must have the texts email and password.",
                fields: ["email": "text", "password": "text"])
        }
        let started = try await start(email, password, request, context)
        var response = JSONAnswer.response(Self.describe(started.session))
        response.headers[.setCookie] = Self.cookie(started, context)
        return response
    }

    private func logout(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await identity.end(sessionId: session.sessionId, of: session)
        return Response(status: .noContent, headers: [.setCookie: SessionCookie.clear(isSecure: context.isSecure)])
    }

    private func loginPage(_ request: Request, _ context: WebContext) async throws -> Response {
        let next = LocalPath.orStart(FormBody(request.uri.query ?? "")["next"])
        if context.session != nil { return .seeOther(next) }
        return try await page(next: next, email: "", fault: nil, status: .ok, request, context)
    }

    private func loginForm(_ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        guard FormBody.isForm(request.headers) else { throw JSONBody.unsupported(JSONBody.mediaType(request.headers)) }
        let form = FormBody(try await bodyReader.read(&request))
        let next = LocalPath.orStart(form["next"])
        do {
            let started = try await start(form["email"] ?? "", form["password"] ?? "", request, context)
            var response = Response.seeOther(next)
            response.headers[.setCookie] = Self.cookie(started, context)
            return response
        } catch let failure as LoginFailure {
            let (fault, status, seconds): (String, HTTPResponse.Status, Int) =
                switch failure {
                case .invalidCredentials: ("login.invalid", .unauthorized, 0)
                case .lockedOut(let seconds): ("login.locked", .tooManyRequests, seconds)
                case .unavailable: ("login.unavailable", .serviceUnavailable, 5)
                }
            var response = try await page(
                next: next, email: form["email"] ?? "", fault: fault, seconds: seconds, status: status, request, context)
            if seconds > 0 { response.headers[.retryAfter] = String(seconds) }
            return response
        }
    }

    private func logoutForm(_ request: Request, _ context: WebContext) async throws -> Response {
        if let session = context.session { _ = try await identity.end(sessionId: session.sessionId, of: session) }
        var response = Response.seeOther("/login")
        response.headers[.setCookie] = SessionCookie.clear(isSecure: context.isSecure)
        return response
    }

    private func start(_ email: String, _ password: String, _ request: Request, _ context: WebContext) async throws -> StartedSession {
        let email = email.trimmingSpaces()
        guard (3...254).contains(email.utf8.count), (1...1_024).contains(password.utf8.count) else { throw LoginFailure.invalidCredentials }
        return try await identity.login(
            email: email, password: password, clientAddress: context.clientAddress,
            userAgent: String((request.headers[.userAgent] ?? "").prefix(300)), previousToken: context.sessionToken,
            requestId: context.requestId)
    }

    private func page(
        next: String, email: String, fault: String?, seconds: Int = 0, status: HTTPResponse.Status, _ request: Request,
        _ context: WebContext
    ) async throws -> Response {
        let catalogue = pages.catalogue(context)
        let text = fault.map { catalogue[$0].replacingOccurrences(of: "{{seconds}}", with: String(seconds)) }
        return try await pages.barePage(
            "login", data: ["next": .string(next), "email": .string(email), "fault": text.map { .string($0) } ?? .null],
            title: "login.title",
            status: status, request: request, context: context)
    }

    private static func cookie(_ started: StartedSession, _ context: WebContext) -> String {
        let age = Int(started.session.expiresAt.timeIntervalSinceNow.rounded())
        return SessionCookie.set(token: started.token, maximumAgeSeconds: age, isSecure: context.isSecure)
    }

    private static func describe(_ session: MemberSession) -> JSONValue {
        [
            "csrf_token": .string(session.csrfToken), "expires_at": JSONAnswer.time(session.expiresAt),
            "member": ["id": .string(session.memberId), "email": .string(session.email), "role": .string(session.role.rawValue)],
            "tenant": ["id": .string(session.tenantId), "name": .string(session.tenantName), "kind": .string(session.tenantKind.rawValue)],
        ]
    }
}
