import HostTenancy
import Logging
import Synchronization

extension PluginHost {
    /// An instance that was moved out of the host's process, and why.
    struct Demotion: Sendable {
        let version: String
        let reason: String
    }

    /// Makes an instance where its order says that it should run.
    ///
    /// - Parameter isFresh: Not a further try of an order that failed.
    func make(_ order: InstanceOrder, _ plugin: LoadedPlugin, settingsJSON: String, isFresh: Bool) async throws(PluginRuntimeError)
        -> LiveInstance
    {
        var services = try services(for: order, plugin)
        guard (order.isolation ?? plugin.source.isolation.mode) == .host else {
            return try await LiveInstance.create(
                plugin, in: workers, for: order.tenant, kind: order.kind, settingsJSON: settingsJSON, services: services, isFresh: isFresh)
        }
        let place = RouteTable.Place(tenantKey: order.tenant.key.rawValue, plugin: order.plugin)
        services.containment = ContainmentWatch { [weak self] reason in self?.demote(place, plugin, tenant: order.tenant.tenantId, reason) }
        return try await LiveInstance.create(
            plugin, for: order.tenant, kind: order.kind, settingsJSON: settingsJSON, services: services)
    }

    /// Moves an instance that breaks the contract to a worker, if its manifest allows that: a new one is made there and takes its place.
    private func demote(_ place: RouteTable.Place, _ plugin: LoadedPlugin, tenant: String, _ reason: String) {
        let metadata: Logger.Metadata = ["plugin": "\(place.plugin)", "tenant": "\(tenant)", "reason": "\(reason)"]
        guard plugin.source.manifest.isWorkerSafe else {
            logger.error(
                "an instance breaks the contract, and its manifest does not say worker_safe: it stays in the host", metadata: metadata)
            return
        }
        state.withLock { $0.demotions[place] = Demotion(version: plugin.digest, reason: reason) }
        logger.warning("an instance breaks the contract and is moved to a worker", metadata: metadata)
        Task { await startLoaded() }
    }

    /// Where a tenant's instance runs, for people: `host`, `worker`, or `worker (demoted: …)`; nil if none runs.
    package func isolation(tenantKey: Int64, plugin: String) -> String? {
        guard let instance = routes.instance(tenantKey: tenantKey, plugin: plugin) else { return nil }
        let demotion = state.withLock { $0.demotions[RouteTable.Place(tenantKey: tenantKey, plugin: plugin)] }
        guard let demotion, instance.isolation == "worker" else { return instance.isolation }
        return "worker (demoted: \(demotion.reason))"
    }

    /// As ``isolation(tenantKey:plugin:)`` by the tenant's id.
    package func isolation(tenant: String, plugin: String) -> String? {
        guard let key = state.withLock({ $0.snapshot.tenant(id: tenant)?.key }) else { return nil }
        return isolation(tenantKey: key.rawValue, plugin: plugin)
    }

    /// How the worker of a tenant's instance ended last, with its backtrace; nil if it never did.
    package func workerReport(tenant: String, plugin: String) -> WorkerReport? {
        guard let key = state.withLock({ $0.snapshot.tenant(id: tenant)?.key }) else { return nil }
        return routes.instance(tenantKey: key.rawValue, plugin: plugin)?.workerReport
    }
}

extension PluginHost.State {
    /// Whether an instance that is switched on runs a plugin's code in this process. Before the first snapshot nobody knows who has
    /// what; then the plugin's entry says.
    func runsHere(_ source: RunnablePlugin) -> Bool {
        guard hasSnapshot else { return source.isolation.mode == .host }
        return snapshot.allInstances.contains {
            $0.plugin == source.id && ($0.isolation ?? source.isolation.mode) == .host
                && snapshot.isServed(tenant: $0.tenantId, plugin: source.id)
        }
    }

    /// Puts demoted instances where they belong; one that is not wanted any more, or has another version, is demoted no longer.
    mutating func applyDemotions(to wanted: inout [RouteTable.Place: InstanceOrder]) {
        for (place, demotion) in demotions {
            if wanted[place]?.version == demotion.version { wanted[place]?.isolation = .worker } else { demotions[place] = nil }
        }
    }
}
