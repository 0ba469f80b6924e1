import HostData

/// Which instance answers what: every route of every plugin that runs for some tenant. Immutable; a toggle makes a new one.
package final class RouteTable: Sendable {
    /// Names an instance: the tenant's key and the plugin.
    package struct Place: Hashable, Sendable {
        package let tenantKey: Int64
        package let plugin: String

        package init(tenantKey: Int64, plugin: String) {
            self.tenantKey = tenantKey
            self.plugin = plugin
        }
    }

    /// A route of an instance, ready to be called. Stays valid after the table was swapped.
    package struct Target: Sendable {
        package let route: Route
        package let instance: LiveInstance
        /// Names and decoded values of the pattern's parameters, in order.
        package let parameters: [(name: String, value: String)]
    }

    /// What the table says to a method and path.
    package enum Match: Sendable {
        case found(Target)
        /// The path is there, the method is not; the methods that are, `HEAD` and `OPTIONS` included, sorted.
        case methodNotAllowed([String])
        /// `OPTIONS`: nothing is called; the methods that are there.
        case options([String])
        /// No such path, or the plugin is not enabled for this tenant.
        case notFound
    }

    package static let empty = RouteTable([])

    private let trie: RouteTrie
    private let instances: [Place: LiveInstance]

    /// - Parameter instances: Those that are to be served; at most one for each tenant and plugin.
    package init(_ instances: [LiveInstance]) {
        var entries: [RouteTrie.Entry] = []
        var known: Set<ObjectIdentifier> = []
        for instance in instances where known.insert(ObjectIdentifier(instance.plugin)).inserted {
            let plugin = instance.plugin
            entries += plugin.source.manifest.routes.map { RouteTrie.Entry(plugin: plugin.id, version: plugin.digest, route: $0) }
        }
        trie = RouteTrie(entries)
        self.instances = Dictionary(
            instances.map { (Place(tenantKey: $0.tenant.key.rawValue, plugin: $0.plugin.id), $0) }, uniquingKeysWith: { _, last in last })
    }

    /// The instance of a plugin for a tenant, if it is served.
    package func instance(tenantKey: Int64, plugin: String) -> LiveInstance? {
        instances[Place(tenantKey: tenantKey, plugin: plugin)]
    }

    /// All instances that are served.
    package var allInstances: [LiveInstance] { Array(instances.values) }

    /// Finds the route for a tenant.
    ///
    /// - Parameters:
    ///   - method: Upper case; `HEAD` finds the route of `GET`.
    ///   - path: As received, percent-encoded, without the query; split before it is decoded, so that `%2F` stays within its segment.
    package func match(method: String, path: String, tenantKey: Int64) -> Match {
        let wanted = method == "HEAD" ? "GET" : method
        var result = Match.notFound
        var allowed: Set<String> = []
        var path = path
        path.withUTF8 { bytes in
            trie.visit(bytes) { entries, values in
                for entry in entries {
                    guard let instance = instance(tenantKey: tenantKey, plugin: entry.plugin), instance.plugin.digest == entry.version,
                        entry.route.isThere(forClient: instance.tenant.key.isClient)
                    else { continue }
                    guard entry.route.method.rawValue == wanted else {
                        allowed.insert(entry.route.method.rawValue)
                        continue
                    }
                    guard let parameters = Self.parameters(entry.route, bytes, values) else { continue }
                    result = .found(Target(route: entry.route, instance: instance, parameters: parameters))
                    return true
                }
                return false
            }
        }
        if case .notFound = result, !allowed.isEmpty {
            if allowed.contains("GET") { allowed.insert("HEAD") }
            allowed.insert("OPTIONS")
            return method == "OPTIONS" ? .options(allowed.sorted()) : .methodNotAllowed(allowed.sorted())
        }
        return result
    }

    private static func parameters(
        _ route: Route, _ path: UnsafeBufferPointer<UInt8>, _ values: ArraySlice<Range<Int>>
    ) -> [(name: String, value: String)]? {
        guard !values.isEmpty else { return [] }
        var parameters: [(name: String, value: String)] = []
        for (name, range) in zip(route.path.parameters, values) {
            guard let value = PercentDecoding.text(path[range]) else { return nil }
            parameters.append((name, value))
        }
        return parameters
    }
}
