import Hummingbird

/// `/openapi.json` and a page that lists the same.
struct DocumentationEndpoints: Sendable {
    let version: String
    let hostRoutes: [HostRoute]
    let plugins: any PluginDispatching
    let pages: PageRenderer

    var routes: [HostRoute] {
        [
            HostRoute(.get, "/openapi.json", access: .open) { _, _ in JSONAnswer.response(document.json) },
            HostRoute(.get, "/docs", access: .open) { try await page($0, $1) },
        ]
    }

    private var document: OpenAPIDocument {
        OpenAPIDocument(version: version, hostRoutes: hostRoutes, plugins: plugins.descriptions())
    }

    private func page(_ request: Request, _ context: WebContext) async throws -> Response {
        guard case .object(let paths)? = document.json["paths"] else { throw ProblemError.inside }
        let catalogue = pages.catalogue(context)
        let pluginRoutes = plugins.descriptions().flatMap(\.routes)
        var groups: [String: [JSONValue]] = [:]
        for (path, item) in paths.sorted(by: { $0.key < $1.key }) {
            guard case .object(let operations) = item else { continue }
            for (method, operation) in operations.sorted(by: { $0.key < $1.key }) {
                guard case .array(let tags)? = operation["tags"], let tag = tags.first?.text else { continue }
                groups[tag, default: []].append([
                    "method": .string(method.uppercased()), "method_class": .string("method-\(method)"), "path": .string(path),
                    "summary": operation["summary"] ?? .null,
                    "role": pluginRoutes.first { $0.path == path && $0.method.lowercased() == method }
                        .map { .string(catalogue["roles.\($0.minimumRole.rawValue)"]) } ?? .null,
                ])
            }
        }
        let list = groups.sorted { $0.key < $1.key }.map { tag, items -> JSONValue in ["tag": .string(tag), "items": .array(items)] }
        let data: JSONValue = ["groups": .array(list), "version": .string(version)]
        return context.session == nil
            ? try await pages.barePage("docs", data: data, title: "docs.title", request: request, context: context)
            : try await pages.page("docs", data: data, title: "docs.title", request: request, context: context)
    }
}
