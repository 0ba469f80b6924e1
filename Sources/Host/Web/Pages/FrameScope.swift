import Hummingbird
import Mustache

/// What the frame shows around a page: navigation, tenant, language, theme, the live connection.
struct FrameScope {
    let renderer: PageRenderer
    let request: Request
    let context: WebContext
    /// The plugin whose page it is.
    let plugin: PluginDescription?

    func scope(title: String, content: String, isBare: Bool = false) async -> [String: Any] {
        let catalogue = renderer.catalogue(context)
        var names = PageFacts(request: request, context: context, catalogue: catalogue).names
        names["title"] = title
        names["content"] = content
        names["asset"] = renderer.assetAddresses
        names["theme"] = context.preferences.theme.rawValue
        names["languages"] = renderer.assets.languages.map { language -> [String: Any] in
            [
                "code": language, "name": renderer.assets.catalogues[language]?["language.name"] ?? language,
                "current": language == context.preferences.language,
            ]
        }
        names["is_docs"] = request.uri.path == "/docs"
        names["themes"] = Preferences.Theme.allCases.map { theme -> [String: Any] in
            ["code": theme.rawValue, "name": catalogue["theme.\(theme.rawValue)"], "current": theme == context.preferences.theme]
        }
        names["develop"] = renderer.reloads
        names["here"] = request.method == .get ? request.uri.string : "/"
        if let plugin {
            names["plugin"] = ["id": plugin.id, "name": plugin.name] as [String: Any]
        }
        guard let session = context.session, !isBare else { return names }
        names["topics"] = plugin.map { "\($0.id).*" } ?? "hashinsight.*"
        names["role_name"] = catalogue["roles.\(session.role.rawValue)"]
        names["kind_name"] = catalogue["kinds.\(session.tenantKind.rawValue)"]
        names["initial"] = String(session.tenantName.prefix(1)).uppercased()
        names["navigation"] = await navigation(session)
        return names
    }

    private func navigation(_ session: MemberSession) async -> [[String: Any]] {
        var entries: [NavigationEntry] = []
        if session.tenantKind == .operator {
            entries.append(
                NavigationEntry(order: 0, path: "/operator", title: renderer.catalogue(context)["nav.operator"], icon: "grid"))
            if renderer.hasNotary {
                entries.append(
                    NavigationEntry(order: 1, path: "/operator/notary", title: renderer.catalogue(context)["nav.notary"], icon: "shield"))
            }
        }
        for plugin in renderer.plugins.serving(tenantKey: session.tenantKey) {
            let texts =
                (try? await renderer.store.assets(of: plugin))?.catalogues[context.preferences.language] ?? renderer.catalogue(context)
            for item in plugin.navigation where session.role >= item.minimumRole {
                entries.append(NavigationEntry(order: item.order, path: item.path, title: texts[item.titleKey], icon: item.icon))
            }
        }
        let current = NavigationEntry.current(of: entries, at: request.uri.path)
        return entries.sorted { $0.order < $1.order }.map { entry in
            ["path": entry.path, "title": entry.title, "icon": entry.icon, "current": entry.path == current]
        }
    }
}
