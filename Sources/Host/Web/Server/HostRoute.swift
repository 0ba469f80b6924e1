import HTTPTypes
import Hummingbird

/// One address that the host itself answers. The table of these is the router, the source of 405 and of the OpenAPI document.
struct HostRoute: Sendable {
    /// Who may ask.
    enum Access: Sendable, Equatable {
        case open
        case member(MemberRole)
        case operatorMember(MemberRole)
    }

    let method: HTTPRequest.Method
    /// `/api/v1/tenants/{tenant}`
    let path: String
    let access: Access
    /// nil keeps it out of the OpenAPI document: pages.
    let documentation: RouteDocumentation?
    let answer: @Sendable (Request, WebContext) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, access: Access, documentation: RouteDocumentation? = nil,
        answer: @escaping @Sendable (Request, WebContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.documentation = documentation
        self.answer = answer
    }

    /// - Throws: `ProblemError` 401 or 403.
    func authorize(_ context: WebContext) throws(ProblemError) {
        switch access {
        case .open: return
        case .member(let minimum):
            guard try context.requireSession().role >= minimum else { throw .forbidden(minimum) }
        case .operatorMember(let minimum):
            let session = try context.requireSession()
            guard session.tenantKind == .operator else {
                throw ProblemError(.forbidden, code: "operators_only", detail: "Only members of the operator may do this.")
            }
            guard session.role >= minimum else { throw .forbidden(minimum) }
        }
    }
}

/// What the OpenAPI document says of a route.
struct RouteDocumentation: Sendable {
    let summary: String
    let tag: String
    var query: [String] = []
    /// JSON Schema of the body, if one is taken.
    var body: JSONValue?
    /// Status of success and what it carries.
    var success = 200
    var contentType = "application/json"
    /// JSON Schema of the answer.
    var answer: JSONValue = ["type": "object"]
}
