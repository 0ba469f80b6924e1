import Foundation
import HostPlugins
import HostWeb
import NIOCore
import Synchronization

/// The plugins as the web server needs them.
final class PluginAdapter: PluginDispatching {
    private let host: PluginHost
    /// Descriptions by plugin: a loaded plugin never changes, so each is made once.
    private let known = Mutex<[Known: PluginDescription]>([:])

    /// Whose description: a plugin's, whole or as one kind of tenant has it.
    private struct Known: Hashable {
        let plugin: ObjectIdentifier
        let isClient: Bool?
    }

    init(_ host: PluginHost) { self.host = host }

    func match(method: String, path: String, tenantKey: Int64) -> PluginRouteMatch {
        let (match, hold) = host.match(method: method, path: path, tenantKey: tenantKey)
        switch match {
        case .notFound: return .notFound
        case .methodNotAllowed(let allowed): return .methodNotAllowed(allowed)
        case .options(let allowed): return .options(allowed)
        case .found(let target):
            return .found(
                PluginRouteTarget(
                    route: PluginRouteDescription(target.route), plugin: description(target.instance.plugin),
                    parameters: target.parameters.map(\.value)
                ) { call, completion in
                    let ticket = target.instance.handle(PluginHTTPRequest(call, target), hold: hold) { result in
                        completion(result.map { PluginAnswer($0) }.mapError { PluginCallFailure($0) as any Error })
                    }
                    return { ticket.cancel() }
                })
        }
    }

    func descriptions() -> [PluginDescription] { host.plugins.map { description($0) } }

    func versions(of plugin: String) -> [PluginDescription] { host.versions(of: plugin).map { description($0) } }

    func serving(tenantKey: Int64) -> [PluginDescription] {
        let routes = host.routes
        return host.plugins.compactMap {
            routes.instance(tenantKey: tenantKey, plugin: $0.id).map { description($0.plugin, forClient: $0.tenant.key.isClient) }
        }
    }

    private func description(_ plugin: LoadedPlugin, forClient isClient: Bool? = nil) -> PluginDescription {
        known.withLock { known in
            let key = Known(plugin: ObjectIdentifier(plugin), isClient: isClient)
            if let description = known[key] { return description }
            let description = PluginDescription(plugin, forClient: isClient)
            known[key] = description
            return description
        }
    }
}

extension PluginDescription {
    /// - Parameter isClient: Without the routes that are for the other kind of tenant; nil for all.
    init(_ plugin: LoadedPlugin, forClient isClient: Bool?) {
        let manifest = plugin.source.manifest
        let there = manifest.routes.filter { route in isClient.map { route.isThere(forClient: $0) } ?? true }
        let routes = there.map(PluginRouteDescription.init)
        let byName = Dictionary(there.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.init(
            id: manifest.id, name: manifest.name, version: "\(manifest.version)", isolation: plugin.source.isolation.mode.rawValue,
            bundleDirectory: URL(fileURLWithPath: plugin.source.libraryPath).deletingLastPathComponent().path, routes: routes,
            navigation: manifest.navigation.compactMap { entry in
                byName[entry.route].map { route in
                    PluginNavigationEntry(
                        path: "\(route.path)", titleKey: entry.title, icon: entry.icon, order: entry.order,
                        minimumRole: HostWeb.MemberRole(rawValue: route.role.rawValue) ?? .owner)
                }
            })
    }
}

extension PluginRouteDescription {
    init(_ route: Route) {
        self.init(
            name: route.name, method: route.method.rawValue, path: "\(route.path)",
            minimumRole: HostWeb.MemberRole(rawValue: route.role.rawValue) ?? .owner, isPage: route.isPage)
    }
}

extension PluginHTTPRequest {
    init(_ call: HostWeb.PluginCall, _ target: RouteTable.Target) {
        self.init(
            route: target.route.name, method: call.method, path: call.path, query: call.query, parameters: target.parameters,
            headers: call.headers, body: Array(call.body.readableBytesView), requestId: call.requestId, tenantId: call.session.tenantId,
            tenantKind: call.session.tenantKind.rawValue, memberId: call.session.memberId, role: call.session.role.rawValue,
            language: call.language, isFragment: call.isFragment)
    }
}

extension HostWeb.PluginAnswer {
    init(_ answer: PluginHTTPAnswer) {
        let content: Content =
            switch answer.content {
            case .body(let bytes): .bytes(ByteBuffer(bytes: bytes))
            case .template(let name, let data): .page(template: name, data: ByteBuffer(bytes: data), titleKey: answer.title)
            }
        self.init(status: answer.status, contentType: answer.contentType, headers: answer.headers, content: content)
    }
}

extension PluginCallFailure {
    init(_ error: PluginCallError) {
        switch error.status {
        case .invalidArgument: self = .refused(status: 400, code: "invalid_argument", message: error.message)
        case .notFound: self = .refused(status: 404, code: "not_found", message: error.message)
        case .denied: self = .refused(status: 403, code: "denied", message: error.message)
        case .unsupported: self = .refused(status: 501, code: "unsupported", message: error.message)
        case .conflict: self = .refused(status: 409, code: "conflict", message: error.message)
        case .deadline: self = .timedOut
        case .cancelled, .stale: self = .gone
        case .overQuota:
            guard let refusal = error.quota else {
                self = .overloaded(retryAfterSeconds: 1)
                return
            }
            let quota = refusal.quota
            self = .overQuota(
                QuotaUsage(
                    name: quota.rawValue, limit: refusal.limit, used: refusal.used, unit: quota.unit, window: quota.window, refusals: 0),
                retryAfterSeconds: refusal.retryAfterSeconds)
        case .unavailable: self = error.retryAfterSeconds.map { .blocked(message: error.message, retryAfterSeconds: $0) } ?? .unavailable
        case .crashed: self = .refused(status: 502, code: "plugin_crashed", message: "The plugin crashed on this request.")
        case .ok, .internal: self = .refused(status: 502, code: "plugin_failed", message: "The plugin failed on this request.")
        }
    }
}
