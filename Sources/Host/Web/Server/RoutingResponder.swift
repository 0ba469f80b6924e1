import HTTPTypes
import Hummingbird

/// The end of the chain: the host's own routes, then the plugins'.
struct RoutingResponder: HTTPResponder {
    let table: HostRouteTable
    let plugins: PluginResponder

    func respond(to request: Request, context: WebContext) async throws -> Response {
        let response = try await answer(request, context)
        return request.method == .head ? Self.head(response) : response
    }

    private func answer(_ request: Request, _ context: WebContext) async throws -> Response {
        var context = context
        switch table.match(method: request.method, path: request.uri.path) {
        case .found(let route, let parameters):
            context.setRoute(route.path)
            context.pathParameters = parameters
            try route.authorize(context)
            return try await route.answer(request, context)
        case .methodNotAllowed(let allowed):
            context.setRoute("method_not_allowed")
            throw ProblemError.methodNotAllowed(allowed)
        case .options(let allowed):
            context.setRoute("options")
            return .options(allowed)
        case .notFound: return try await plugins.respond(to: request, context: context)
        }
    }

    /// The head of what GET would answer, its length included.
    private static func head(_ response: Response) -> Response {
        let length = response.headers[.contentLength]
        var head = response.createHeadResponse()
        head.headers[.contentLength] = length
        return head
    }
}

extension Response {
    /// 204: the methods that an address takes.
    static func options(_ allowed: [String]) -> Response {
        Response(status: .noContent, headers: [.allow: allowed.sorted().joined(separator: ", ")])
    }
}
