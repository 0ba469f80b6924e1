import HostData
import HostTenancy
import Logging
import Synchronization

extension PluginHost {
    /// An instance that was moved out of the host's process, and why; until the directory says so too.
    struct Demotion: Sendable {
        let version: String
        let reason: String
    }

    /// Calls `body` with each instance that is moved to a worker because it broke the contract, those that were so far included; from any
    /// thread, must not block.
    package func onDemotion(
        _ body: @escaping @Sendable (_ tenantKey: Int64, _ plugin: String, _ version: String, _ reason: String) -> Void
    ) {
        let known = state.withLock { state in
            state.onDemotion = body
            return state.demotions
        }
        for (place, demotion) in known { body(place.tenantKey, place.plugin, demotion.version, demotion.reason) }
    }

    /// Whether this host has moved an instance and the directory does not know yet.
    package func isDemotionUnkept(tenantKey: Int64, plugin: String, version: String) -> Bool {
        state.withLock { $0.demotions[RouteTable.Place(tenantKey: tenantKey, plugin: plugin)]?.version == version && !$0.isClosed }
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
        let tell = state.withLock { state in
            state.demotions[place] = Demotion(version: plugin.digest, reason: reason)
            return state.onDemotion
        }
        logger.warning("an instance breaks the contract and is moved to a worker", metadata: metadata)
        Task { await startLoaded() }
        tell?(place.tenantKey, place.plugin, plugin.digest, reason)
    }

    /// Where a tenant's instance runs, for people: `host`, `worker`, `worker (of its own: …)` or `worker (demoted: …)`; nil if none runs.
    package func isolation(tenantKey: Int64, plugin: String) -> String? {
        guard let instance = routes.instance(tenantKey: tenantKey, plugin: plugin) else { return nil }
        let reason = state.withLock { $0.demotionReason(at: RouteTable.Place(tenantKey: tenantKey, plugin: plugin)) }
        if instance.isApart { return "worker (of its own: the shared one died while it was at work for this tenant)" }
        guard let reason, instance.isolation == "worker" else { return instance.isolation }
        return "worker (demoted: \(reason))"
    }

    /// As ``isolation(tenantKey:plugin:)`` by the tenant's id.
    package func isolation(tenant: String, plugin: String) -> String? {
        guard let key = state.withLock({ $0.snapshot.tenant(id: tenant)?.key }) else { return nil }
        return isolation(tenantKey: key.rawValue, plugin: plugin)
    }
}

extension PluginHost.State {
    /// Whether an instance that is switched on runs a plugin's code in this process. Before the first snapshot nobody knows who has
    /// what; then the plugin's entry says.
    func runsHere(_ source: RunnablePlugin) -> Bool {
        guard hasSnapshot else { return source.isolation.mode == .host }
        return snapshot.allInstances.contains {
            $0.plugin == source.id && ($0.isolation ?? source.isolation.mode) == .host && $0.demotion?.version != source.digest
                && snapshot.isServed(tenant: $0.tenantId, plugin: source.id)
        }
    }

    /// Puts demoted instances where they belong; one that is not wanted any more, or has another version, is demoted no longer. What the
    /// directory keeps is its to lift.
    mutating func applyDemotions(to wanted: inout [RouteTable.Place: InstanceOrder]) {
        for instance in snapshot.allInstances {
            guard let kept = instance.demotion, let key = snapshot.tenant(id: instance.tenantId)?.key else { continue }
            let place = RouteTable.Place(tenantKey: key.rawValue, plugin: instance.plugin)
            if demotions[place]?.version == kept.version { demotions[place] = nil }
            if wanted[place]?.version == kept.version { wanted[place]?.isolation = .worker }
        }
        for (place, demotion) in demotions {
            if wanted[place]?.version == demotion.version { wanted[place]?.isolation = .worker } else { demotions[place] = nil }
        }
    }
    /// Why the instance at a place was moved to a worker; nil if it was not.
    func demotionReason(at place: RouteTable.Place) -> String? {
        if let demotion = demotions[place] { return demotion.reason }
        guard let tenant = snapshot.tenant(key: TenantKey(rawValue: place.tenantKey)),
            let kept = snapshot.instance(tenant: tenant.id, plugin: place.plugin)?.demotion
        else { return nil }
        return running[place]?.order.version == kept.version ? kept.reason : nil
    }
}
