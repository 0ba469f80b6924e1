import HTTPTypes
import Hummingbird

/// The answer to a request that failed.
struct ErrorAnswer: Sendable {
    let pages: PageRenderer

    func respond(_ problem: ProblemError, request: Request, context: WebContext) async -> Response {
        guard Self.wantsPage(request) else { return ProblemDocument.response(problem, request: request, context: context) }
        if problem.status == .unauthorized, problem.code == "unauthenticated" { return Self.toLogin(request) }
        return await pages.errorPage(problem, request: request, context: context)
    }

    /// Browsers get pages; programs, and everything under /api/, get problems.
    static func wantsPage(_ request: Request) -> Bool {
        !request.uri.path.hasPrefix("/api/") && (request.headers[.accept]?.contains("text/html") ?? false || isFragment(request))
    }

    static func isFragment(_ request: Request) -> Bool {
        request.headers[.htmxRequest] == "true" && request.headers[.htmxBoosted] != "true"
    }

    private static func toLogin(_ request: Request) -> Response {
        let asked = request.method == .get ? request.uri.string : "/"
        if isFragment(request) {
            let page = request.headers[.htmxCurrentURL].flatMap(LocalPath.path(ofURL:)) ?? "/"
            return Response(status: .unauthorized, headers: [.htmxRedirect: "/login?next=\(PercentCoding.encode(page))"])
        }
        let next = LocalPath.isValid(asked) && asked != "/" ? "?next=\(PercentCoding.encode(asked))" : ""
        return .seeOther("/login\(next)")
    }
}

extension Response {
    /// 303: read this instead.
    static func seeOther(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }
}
