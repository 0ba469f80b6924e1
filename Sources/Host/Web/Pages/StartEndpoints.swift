import HTTPTypes
import Hummingbird

/// The start page and the reader's preferences.
struct StartEndpoints: Sendable {
    let plugins: any PluginDispatching
    let pages: PageRenderer
    let bodyReader: BodyReader

    var routes: [HostRoute] {
        [
            HostRoute(.get, "/", access: .member(.guest)) { try await start($0, $1) },
            HostRoute(.post, "/preferences", access: .open) { try await preferences($0, $1) },
        ]
    }

    /// To the first page of the navigation, or a page that says that there is none.
    private func start(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        if session.tenantKind == .operator { return .seeOther("/operator") }
        let entries = plugins.serving(tenantKey: session.tenantKey).flatMap(\.navigation).filter { session.role >= $0.minimumRole }
        if let first = entries.min(by: { ($0.order, $0.path) < ($1.order, $1.path) }) { return .seeOther(first.path) }
        return try await pages.page("start", data: [:], title: "start.title", request: request, context: context)
    }

    private func preferences(_ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        guard FormBody.isForm(request.headers) else { throw JSONBody.unsupported(JSONBody.mediaType(request.headers)) }
        let form = FormBody(try await bodyReader.read(&request))
        let next = form["next"].flatMap { LocalPath.isValid($0) ? $0 : nil } ?? "/"
        var response = Response.seeOther(next)
        if let language = form["language"], pages.assets.languages.contains(language) {
            response.headers[values: .setCookie].append(
                Preferences.cookie(Preferences.languageCookie, language, isSecure: context.isSecure))
        }
        if let theme = form["theme"].flatMap(Preferences.Theme.init) {
            response.headers[values: .setCookie].append(
                Preferences.cookie(Preferences.themeCookie, theme.rawValue, isSecure: context.isSecure))
        }
        return response
    }
}
