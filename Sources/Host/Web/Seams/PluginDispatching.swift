/// From a path to a plugin's instance, and what is known of the plugins. Reads must not block: they are on every request.
package protocol PluginDispatching: Sendable {
    /// Finds the route for a tenant in the table as it is now. The target stays valid for this request even if the table is swapped.
    /// - Parameter path: As received, percent-encoded, without the query.
    func match(method: String, path: String, tenantKey: Int64) -> PluginRouteMatch

    /// What this host has loaded; of several versions of a plugin the one that runs where no other was given.
    func descriptions() -> [PluginDescription]

    /// All loaded versions of a plugin, that one first.
    func versions(of plugin: String) -> [PluginDescription]

    /// The plugins that are enabled for a tenant, each in the version that serves it.
    func serving(tenantKey: Int64) -> [PluginDescription]
}

/// What the route table says to a method and path.
package enum PluginRouteMatch: Sendable {
    case found(PluginRouteTarget)
    /// The path is known, the method is not; the methods that are.
    case methodNotAllowed([String])
    /// `OPTIONS`: nothing is called; the methods that are there.
    case options([String])
    case notFound
}

/// A route of an instance, ready to be called.
package struct PluginRouteTarget: Sendable {
    /// Starts a call and tells its end once, possibly before it returns, on any thread: an answer, or `PluginCallFailure`; any other error
    /// is answered as 500. Returns what ends the call early; that may come too late, and more than once.
    package typealias Call =
        @Sendable (PluginCall, _ completion: @escaping @Sendable (Result<PluginAnswer, any Error>) -> Void) -> @Sendable () -> Void

    package let route: PluginRouteDescription
    package let plugin: PluginDescription
    /// The values of the pattern's {names}, in their order, decoded.
    package let parameters: [String]
    /// Calls the instance, with the host's deadline. Never blocks.
    package let call: Call

    package init(route: PluginRouteDescription, plugin: PluginDescription, parameters: [String], call: @escaping Call) {
        self.route = route
        self.plugin = plugin
        self.parameters = parameters
        self.call = call
    }

    /// For what answers as an async function: each call is a task of its own, which is cancelled to end it early.
    package init(
        route: PluginRouteDescription, plugin: PluginDescription, parameters: [String],
        answer: @escaping @Sendable (PluginCall) async throws -> PluginAnswer
    ) {
        self.init(route: route, plugin: plugin, parameters: parameters) { call, completion in
            let task = Task {
                do { completion(.success(try await answer(call))) } catch { completion(.failure(error)) }
            }
            return { task.cancel() }
        }
    }
}

/// A route as the manifest declares it.
package struct PluginRouteDescription: Sendable {
    package let name: String
    package let method: String
    /// The pattern, `/api/v1/hosting/miners/{id}`.
    package let path: String
    package let minimumRole: MemberRole
    package let isPage: Bool
    package let summary: String?

    package init(name: String, method: String, path: String, minimumRole: MemberRole, isPage: Bool, summary: String? = nil) {
        self.name = name
        self.method = method
        self.path = path
        self.minimumRole = minimumRole
        self.isPage = isPage
        self.summary = summary
    }
}

/// An entry of a plugin in the navigation.
package struct PluginNavigationEntry: Sendable {
    /// Where it leads; a page's path without parameters.
    package let path: String
    /// Key in the plugin's catalogue.
    package let titleKey: String
    package let icon: String
    package let order: Int
    package let minimumRole: MemberRole

    package init(path: String, titleKey: String, icon: String, order: Int, minimumRole: MemberRole = .guest) {
        self.path = path
        self.titleKey = titleKey
        self.icon = icon
        self.order = order
        self.minimumRole = minimumRole
    }
}

/// What a loaded plugin brings.
package struct PluginDescription: Sendable {
    package let id: String
    package let name: String
    package let version: String
    /// `host` or `worker`.
    package let isolation: String
    /// The bundle's folder; pages, static files and catalogues are found in it.
    package let bundleDirectory: String
    package let routes: [PluginRouteDescription]
    package let navigation: [PluginNavigationEntry]

    package init(
        id: String, name: String, version: String, isolation: String, bundleDirectory: String, routes: [PluginRouteDescription],
        navigation: [PluginNavigationEntry]
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.isolation = isolation
        self.bundleDirectory = bundleDirectory
        self.routes = routes
        self.navigation = navigation
    }
}
