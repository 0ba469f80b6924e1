extension ManifestReader {
    static func routes(_ cursor: YamlCursor, plugin: String?) -> [Route] {
        var found: [Route] = []
        var places: [String: String] = [:]
        for element in cursor.elements() ?? [] {
            guard let members = element.members(["name", "method", "path", "role", "page", "for"]) else { continue }
            let name = element.required("name", members)?.name()
            let method = element.required("method", members)?.choice(Route.Method.self)
            let isPage = members["page"]?.bool() ?? false
            let path = element.required("path", members).flatMap { Self.path($0, plugin: plugin, isPage: isPage) }
            let role = element.required("role", members)?.choice(MemberRole.self)
            let audience = members["for"]?.choice(Route.Audience.self)
            guard let name, let method, let path, let role else { continue }
            let route = Route(name: name, method: method, path: path, role: role, isPage: isPage, audience: audience)
            if let other = found.first(where: { $0.name == name }) {
                members["name"]?.fault("duplicate route name", expected: "each once (also names \(other.path))")
            }
            if let other = places.updateValue(name, forKey: route.collisionKey) {
                members["path"]?.fault(
                    "duplicate route", expected: "another method or path than route '\(other)'", found: "\(method.rawValue) \(path)")
            }
            found.append(route)
        }
        return found
    }

    private static func path(_ cursor: YamlCursor, plugin: String?, isPage: Bool) -> RoutePath? {
        guard let text = cursor.text("a path") else { return nil }
        var fault = ""
        guard let path = RoutePath(text, fault: &fault) else {
            cursor.fault("wrong path", expected: fault)
            return nil
        }
        guard let plugin else { return path }
        let prefix = isPage ? "/\(plugin)" : "/api/v1/\(plugin)"
        if text != prefix && !text.hasPrefix(prefix + "/") {
            cursor.fault(
                "outside the plugin's paths",
                expected: isPage ? "a page under /\(plugin)/ (it says page: true)" : "a path under /api/v1/\(plugin)/")
        }
        return path
    }
}
