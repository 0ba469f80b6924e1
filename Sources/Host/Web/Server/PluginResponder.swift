import HTTPTypes
import Hummingbird
import NIOCore

/// Hands a request to the plugin whose route it is, and its answer back.
struct PluginResponder: HTTPResponder {
    let plugins: any PluginDispatching
    let pages: PageRenderer
    let bodyReader: BodyReader

    func respond(to request: Request, context: WebContext) async throws -> Response {
        let asked = PathAlias.resolved(request.uri.path)
        guard let session = context.session else {
            context.setRoute("unmatched")
            throw Self.belongsToPlugin(asked, plugins.descriptions()) ? ProblemError.unauthenticated : .notFound
        }
        guard let path = PercentCoding.decode(asked) else { throw ProblemError.notFound }
        let method = request.method == .head ? "GET" : request.method.rawValue
        // The path as it came: decoded first, an escaped slash would divide segments.
        switch plugins.match(method: method, path: asked, tenantKey: session.tenantKey) {
        case .notFound:
            context.setRoute("unmatched")
            throw ProblemError.notFound
        case .methodNotAllowed(let allowed):
            context.setRoute("method_not_allowed")
            throw ProblemError.methodNotAllowed(allowed)
        case .options(let allowed):
            context.setRoute("options")
            return .options(allowed)
        case .found(let target):
            context.setRoute(target.route.path)
            guard session.role >= target.route.minimumRole else { throw ProblemError.forbidden(target.route.minimumRole) }
            return try await call(target, path: path, session: session, request: request, context: context)
        }
    }

    private func call(
        _ target: PluginRouteTarget, path: String, session: MemberSession, request: Request, context: WebContext
    ) async throws -> Response {
        var request = request
        let body = try await PluginRequestBody.read(&request, with: bodyReader, method: target.route.method)
        let question = PluginCall(
            method: target.route.method, path: path, query: request.uri.query ?? "", parameters: target.parameters,
            headers: PluginHeaders.forPlugin(request.headers), body: body, requestId: context.requestId, session: session,
            language: context.preferences.language, isFragment: ErrorAnswer.isFragment(request))
        let answer = try await ClientWatch.run(on: context.channel) { target.call(question, $0) }
        let status = (200...599).contains(answer.status) ? StandardStatus.of(answer.status) : .internalServerError
        var response: Response
        switch answer.content {
        case .bytes(let bytes):
            response = Response(
                status: status, headers: [.contentType: PluginHeaders.contentType(answer.contentType)], body: .init(byteBuffer: bytes))
        case .page(let template, let data, let titleKey):
            response = try await pages.pluginPage(
                target.plugin, template: template, data: data, titleKey: titleKey, status: status, request: request, context: context)
        }
        for (name, value) in answer.headers { PluginHeaders.apply(name, value, to: &response) }
        return response
    }

    /// Whether the path could be some plugin's, so that signing in may help.
    private static func belongsToPlugin(_ path: String, _ descriptions: [PluginDescription]) -> Bool {
        let rest = path.hasPrefix("/api/v1/") ? path.dropFirst(8) : path.dropFirst()
        guard let first = rest.split(separator: "/").first else { return false }
        return descriptions.contains { $0.id == first }
    }
}
