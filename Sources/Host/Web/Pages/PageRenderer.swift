import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// Renders the host's pages and the frame around plugins' pages.
struct PageRenderer: Sendable {
    let assets: HostAssets
    let store: PluginAssetStore
    let plugins: any PluginDispatching
    let locator: ResourceLocator
    let reloads: Bool
    /// Whether operators have a page of the notary.
    let hasNotary: Bool
    private let addresses: [String: String]

    init(
        assets: HostAssets, store: PluginAssetStore, plugins: any PluginDispatching, locator: ResourceLocator, reloads: Bool,
        hasNotary: Bool
    ) {
        self.assets = assets
        self.store = store
        self.plugins = plugins
        self.locator = locator
        self.reloads = reloads
        self.hasNotary = hasNotary
        addresses = assets.addresses
    }

    /// A page of the host: its template inside the frame, or alone for a fragment.
    func page(
        _ template: String, data: JSONValue, title: String, status: HTTPResponse.Status = .ok, request: Request, context: WebContext,
        plugin: PluginDescription? = nil
    ) async throws -> Response {
        let catalogue = catalogue(context)
        let library = templates
        let scope = PageScope(host: PageFacts(request: request, context: context, catalogue: catalogue).names, data: data)
        guard let content = library.render(scope, withTemplate: template) else {
            throw WebServerError(code: .resourcesBroken, message: "There is no template \(template).")
        }
        if ErrorAnswer.isFragment(request) { return Self.html(content, status: status) }
        let frame = await FrameScope(renderer: self, request: request, context: context, plugin: plugin).scope(
            title: catalogue[title], content: content)
        return Self.html(library.render(frame, withTemplate: "frame") ?? content, status: status)
    }

    /// A page that stands without navigation: login, errors before it.
    func barePage(
        _ template: String, data: JSONValue, title: String, status: HTTPResponse.Status = .ok, request: Request, context: WebContext
    ) async throws -> Response {
        let catalogue = catalogue(context)
        let scope = PageScope(host: PageFacts(request: request, context: context, catalogue: catalogue).names, data: data)
        guard let content = templates.render(scope, withTemplate: template) else {
            throw WebServerError(code: .resourcesBroken, message: "There is no template \(template).")
        }
        let frame = await FrameScope(renderer: self, request: request, context: context, plugin: nil).scope(
            title: catalogue[title], content: content, isBare: true)
        return Self.html(templates.render(frame, withTemplate: "bare") ?? content, status: status)
    }

    /// A plugin's template with its data, inside the frame unless a fragment was asked for.
    func pluginPage(
        _ plugin: PluginDescription, template: String, data: ByteBuffer, titleKey: String?, status: HTTPResponse.Status, request: Request,
        context: WebContext
    ) async throws -> Response {
        let assets = try await store.assets(of: plugin)
        let catalogue = assets.catalogues[context.preferences.language] ?? catalogue(context)
        let value = try PluginPageData.read(data, plugin: plugin.id)
        var names = PageFacts(request: request, context: context, catalogue: catalogue).names
        names["static"] = "/static/\(plugin.id)@\(plugin.version)"
        let scope = PageScope(host: names, data: value)
        guard let content = assets.templates.render(scope, withTemplate: template) else {
            throw PluginPageError(message: "plugin \(plugin.id) has no pages/\(template).mustache")
        }
        if ErrorAnswer.isFragment(request) { return Self.html(content, status: status) }
        let frame = await FrameScope(renderer: self, request: request, context: context, plugin: plugin).scope(
            title: titleKey.map { catalogue[$0] } ?? plugin.name, content: content)
        return Self.html(templates.render(frame, withTemplate: "frame") ?? content, status: status)
    }

    /// The page of an error; never throws.
    func errorPage(_ problem: ProblemError, request: Request, context: WebContext) async -> Response {
        let name = problem.status.code == 403 ? "unauthorized" : "error"
        let known = [403, 404, 500, 503].contains(problem.status.code) ? String(problem.status.code) : "other"
        let data: JSONValue = [
            "status": .int(problem.status.code),
            // The advice says the same in the reader's language.
            "detail": ["not_found", "internal", "unavailable"].contains(problem.code) ? .null : .string(problem.detail),
            "heading": .string(catalogue(context)["errors.\(known).title"]),
            "advice": .string(catalogue(context)["errors.\(known).advice"]), "request_id": .string(context.requestId),
        ]
        let title = "errors.\(known).title"
        let made =
            context.session == nil
            ? try? await barePage(name, data: data, title: title, status: problem.status, request: request, context: context)
            : try? await page(name, data: data, title: title, status: problem.status, request: request, context: context)
        var response = made ?? ProblemDocument.response(problem, request: request, context: context)
        for field in problem.headers { response.headers[field.name] = field.value }
        return response
    }

    /// The host's catalogue in the reader's language.
    func catalogue(_ context: WebContext) -> Catalogue {
        assets.catalogues[context.preferences.language] ?? assets.catalogues["en"]!
    }

    var assetAddresses: [String: String] { addresses }

    private var templates: MustacheLibrary {
        guard reloads, let fresh = try? TemplateFolder.load(locator.resourcesDirectory + "/templates") else { return assets.templates }
        return fresh
    }

    private static func html(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .vary: "Cookie, HX-Request"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
