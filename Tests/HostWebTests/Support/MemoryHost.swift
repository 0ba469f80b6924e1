import Foundation
import HostOperate
@testable import HostWeb
import NIOCore
import Synchronization

/// Plugins, tenants and events in memory: the other side of the server's seams.
final class MemoryHost: PluginDispatching, TenantAdministering, EventSubscribing, UsageReporting {
    fileprivate struct Subscriber {
        let filter: EventFilter
        let continuation: AsyncStream<LiveEvent>.Continuation
    }

    private struct State {
        var enabled: Set<String>
        var subscribers: [UUID: Subscriber] = [:]
        var calls: [String] = []
        /// What the plugin asks for that nobody has consented to.
        var asks: Set<String> = []
    }

    static let keys: [String: Int64] = [
        "operator": 0, "north": 1 << 32, "alpha": 1 << 32 | 1, "beta": 1 << 32 | 2, "south": 2 << 32, "gamma": 2 << 32 | 1,
    ]
    private let state = Mutex(State(enabled: ["north", "alpha", "beta"]))
    private let answer: @Sendable (String, PluginCall) async throws -> PluginAnswer
    private let plugin: PluginDescription

    init(bundleDirectory: String, answer: @escaping @Sendable (String, PluginCall) async throws -> PluginAnswer) {
        self.answer = answer
        plugin = PluginDescription(
            id: "sample", name: "Sample", version: "1.2.0", isolation: "host", bundleDirectory: bundleDirectory,
            routes: [
                PluginRouteDescription(name: "list", method: "GET", path: "/api/v1/sample/things", minimumRole: .guest, isPage: false),
                PluginRouteDescription(name: "one", method: "GET", path: "/api/v1/sample/things/{id}", minimumRole: .guest, isPage: false),
                PluginRouteDescription(name: "create", method: "POST", path: "/api/v1/sample/things", minimumRole: .user, isPage: false),
                PluginRouteDescription(name: "page", method: "GET", path: "/sample/things", minimumRole: .guest, isPage: true),
                PluginRouteDescription(name: "admin", method: "GET", path: "/sample/admin", minimumRole: .owner, isPage: true),
            ], navigation: [PluginNavigationEntry(path: "/sample/things", titleKey: "nav.things", icon: "cpu", order: 10)])
    }

    /// Makes the plugin ask for more than was consented to.
    func ask(for grants: Set<String>) { state.withLock { $0.asks = grants } }

    var calls: [String] { state.withLock { $0.calls } }
    var subscriberCount: Int { state.withLock { $0.subscribers.count } }

    func match(method: String, path: String, tenantKey: Int64) -> PluginRouteMatch {
        guard enabledPlugins(tenantKey: tenantKey).contains(plugin.id) else { return .notFound }
        let parts = path.split(separator: "/").map { PercentCoding.decode($0)! }
        var allowed: [String] = []
        for route in plugin.routes {
            let pattern = route.path.split(separator: "/")
            guard pattern.count == parts.count, zip(pattern, parts).allSatisfy({ $0.hasPrefix("{") || String($0) == $1 }) else { continue }
            allowed.append(route.method)
            guard route.method == method else { continue }
            let values = zip(pattern, parts).filter { $0.0.hasPrefix("{") }.map { $0.1 }
            return .found(
                PluginRouteTarget(route: route, plugin: plugin, parameters: values) { [self] call in
                    state.withLock { $0.calls.append(route.name) }
                    return try await answer(route.name, call)
                })
        }
        if allowed.isEmpty { return .notFound }
        allowed += allowed.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]
        return method == "OPTIONS" ? .options(allowed) : .methodNotAllowed(allowed)
    }

    func descriptions() -> [PluginDescription] { [plugin] }

    func versions(of id: String) -> [PluginDescription] { id == plugin.id ? [plugin] : [] }

    func serving(tenantKey: Int64) -> [PluginDescription] { enabledPlugins(tenantKey: tenantKey).isEmpty ? [] : [plugin] }

    func enabledPlugins(tenantKey: Int64) -> Set<String> {
        state.withLock { state in state.enabled.contains { Self.keys[$0] == tenantKey } ? [plugin.id] : [] }
    }

    func tenants(visibleTo session: MemberSession) async throws -> [TenantSummary] {
        let all: [(String, String, TenantKind, String?)] = [
            ("operator", "Operator", .operator, nil), ("north", "North Mining", .provider, nil), ("alpha", "Alpha <b>", .client, "north"),
            ("beta", "Beta Hash", .client, "north"), ("south", "South Power", .provider, nil), ("gamma", "Gamma Blocks", .client, "south"),
        ]
        let enabled = state.withLock { $0.enabled }
        return all.filter { session.tenantKind == .operator || session.sight.contains(Self.keys[$0.0]!) }.map { id, name, kind, parent in
            TenantSummary(
                id: id, name: name, kind: kind, parentId: parent,
                instances: [
                    plugin.id: InstanceSummary(
                        isEnabled: enabled.contains(id), version: plugin.version, trouble: nil,
                        changedAt: Date(timeIntervalSinceNow: -3_700),
                        changedBy: "operator@demo.test")
                ])
        }
    }

    func tenant(_ id: String, visibleTo session: MemberSession) async throws -> TenantSummary? {
        try await tenants(visibleTo: session).first { $0.id == id }
    }

    func impact(tenant: String, plugin: String, enabling: Bool) async throws -> ToggleImpact {
        if enabling {
            return ToggleImpact(
                lines: [.init(key: "pages", weight: .info, values: ["count": "2", "routes": "3"])],
                asks: state.withLock { $0.asks }.sorted(),
                quotas: [.init(name: "storage_bytes", limit: 10_737_418_240, unit: "bytes", window: "total")])
        }
        return ToggleImpact(lines: [
            .init(key: "pages_gone", weight: .warning, values: ["count": "2", "routes": "3"]),
            .init(key: "jobs_stopped", weight: .warning, values: ["count": "2", "running": "1"]), .init(key: "data_kept", weight: .info),
        ])
    }

    func setEnabled(
        _ enabled: Bool, tenant: String, plugin: String, consentingTo grants: Set<String>, by actor: MemberSession, requestId: String
    ) async throws {
        let asks = state.withLock { $0.asks }
        if enabled, !asks.isSubset(of: grants) { throw TenancyFailure.consentRequired(asks.subtracting(grants).sorted()) }
        guard let key = Self.keys[tenant] else { throw TenancyFailure.unknownTenant(tenant) }
        state.withLock { state in
            if enabled { state.enabled.insert(tenant) } else { state.enabled.remove(tenant) }
        }
        publish(LiveEvent(topic: enabled ? HostTopic.enabled : HostTopic.disabled, tenantKey: key, json: "{\"plugin\":\"\(plugin)\"}"))
        publish(
            LiveEvent(
                topic: HostTopic.toggled, tenantKey: 0, json: "{\"tenant\":\"\(tenant)\",\"plugin\":\"\(plugin)\",\"enabled\":\(enabled)}"))
    }

    func usage(tenant: String, plugin: String) async throws -> PluginUsage? {
        guard plugin == self.plugin.id, state.withLock({ $0.enabled.contains(tenant) }) else { return nil }
        return PluginUsage(
            isRunning: true, measuredAt: Date(),
            quotas: [QuotaUsage(name: "rows", limit: 10, used: 3, unit: "rows", window: "answer", refusals: 2)])
    }

    func subscribe(_ filter: EventFilter) -> AsyncStream<LiveEvent> {
        let id = UUID()
        return AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation in
            state.withLock { $0.subscribers[id] = Subscriber(filter: filter, continuation: continuation) }
            continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.subscribers[id] = nil } }
        }
    }

    func publish(_ event: LiveEvent) {
        for subscriber in state.withLock({ Array($0.subscribers.values) }) where subscriber.filter.passes(event) {
            subscriber.continuation.yield(event)
        }
    }
}
