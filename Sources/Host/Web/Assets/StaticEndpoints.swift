import HTTPTypes
import Hummingbird

/// `/static/…`: the host's files, the vendor's, and those of loaded plugins.
struct StaticEndpoints: Sendable {
    let assets: HostAssets
    let store: PluginAssetStore
    let plugins: any PluginDispatching

    var routes: [HostRoute] {
        [
            HostRoute(.get, "/static/{file+}", access: .open) { request, context in
                guard let file = try await find(context.pathParameters["file"] ?? "") else { throw ProblemError.notFound }
                return StaticAnswer.response(file, request: request)
            },
            HostRoute(.get, "/favicon.ico", access: .open) { request, _ in
                guard let file = assets.files["favicon.svg"] else { throw ProblemError.notFound }
                return StaticAnswer.response(file, request: request)
            },
            HostRoute(.get, "/robots.txt", access: .open) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: "text/plain"],
                    body: .init(byteBuffer: .init(string: "User-agent: *\nDisallow: /\n")))
            },
        ]
    }

    private func find(_ name: String) async throws -> StaticFile? {
        if let file = assets.files[name] { return file }
        let parts = name.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        // `hosting@1.3.0/…` is that version's file, as its pages name it; without a version whichever has one, the one for most first.
        let place = parts[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        for plugin in plugins.versions(of: place[0]) where place.count == 1 || plugin.version == place[1] {
            if let file = try await store.assets(of: plugin).files[String(parts[1])] { return file }
        }
        return nil
    }
}
