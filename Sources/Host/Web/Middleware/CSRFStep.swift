import HTTPTypes
import Hummingbird
import NIOCore

/// Refuses writes that another site made a browser send.
///
/// First what the browser says itself (`Sec-Fetch-Site`, `Origin`), then, for a session by cookie, the session's token in
/// `X-CSRF-Token` or the form field `csrf_token`, compared in constant time.
struct CSRFStep: MiddlewareProtocol {
    let bodyReader: BodyReader

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        guard !Self.isSafe(request.method) else { return try await next(request, context) }
        guard RequestOrigin.isSameSite(request) else { throw ProblemError.csrfFailed }
        var request = request
        if let session = context.session, !Self.needsNoToken(request.uri.path) {
            guard let token = try await token(&request), ConstantTime.equal(token, session.csrfToken) else { throw ProblemError.csrfFailed }
        }
        return try await next(request, context)
    }

    /// A login replaces the session, so an old cookie must not stand in its way.
    private static func needsNoToken(_ path: String) -> Bool { path == "/login" || path == "/api/v1/auth/login" }

    private static func isSafe(_ method: HTTPRequest.Method) -> Bool {
        method == .get || method == .head || method == .options || method == .trace
    }

    private func token(_ request: inout Request) async throws -> String? {
        if let header = request.headers[.csrfToken] { return header }
        guard FormBody.isForm(request.headers) || MultipartForm.boundary(request.headers) != nil else { return nil }
        do {
            return FormBody(try await bodyReader.read(&request))["csrf_token"]
        } catch let problem as ProblemError where problem.code == BodyReader.brokenForm {
            // What is no form has no token.
            return nil
        }
    }
}
