import EventLoop
import HostTenancy

/// Tenants that have a worker of their own because the shared one died while it was at work for them.
extension WorkerPool {
    /// Where a tenant's instance belongs: the worker that the plugin's entry says, or one of its own.
    func key(of plugin: LoadedPlugin, tenantId: String, in state: borrowing State) -> (key: WorkerKey, isApart: Bool) {
        let source = plugin.source
        let own = WorkerKey(libraryPath: source.libraryPath, sharing: .tenant, tenantId: tenantId)
        guard source.isolation.sharing != .tenant, state.apart[own] != nil else {
            return (WorkerKey(libraryPath: source.libraryPath, sharing: source.isolation.sharing, tenantId: tenantId), false)
        }
        return (own, true)
    }

    /// How many more tenants of a library may have a worker of their own for this.
    func roomApart(_ libraryPath: String) -> Int {
        state.withLock { state in max(0, options.maximumApart - state.apart.keys.count { $0.libraryPath == libraryPath }) }
    }

    /// From now on these tenants' instances belong into workers of their own; those that are there are moved.
    func setApart(_ tenants: [String], _ libraryPath: String, _ instances: [WorkerInstance]) {
        let now = EventLoop.nowNanos()
        state.withLock { state in
            for tenant in tenants { state.apart[WorkerKey(libraryPath: libraryPath, sharing: .tenant, tenantId: tenant)] = now }
        }
        for instance in instances { move(instance) }
    }

    /// A tenant has got along alone: its instances go back to the others.
    func setTogether(_ key: WorkerKey, _ instances: [WorkerInstance]) {
        state.withLock { $0.apart[key] = nil }
        for instance in instances { move(instance) }
    }

    /// Puts an instance that is in no process and no worker where it belongs now.
    private func move(_ instance: WorkerInstance) {
        do throws(PluginRuntimeError) {
            let worker = try worker(for: instance.plugin, tenantId: instance.tenantId)
            guard instance.move(to: worker) else { return }
            worker.add(instance, isFresh: false)
            // It may have been ended in between; then nobody else takes it out.
            if instance.isEnded { worker.remove(instance) }
        } catch {
            instance.unavailable(PluginCallError(.unavailable, error.message))
        }
    }

    /// Suspicion of a tenant that nobody has a worker for any more.
    func forgetApart(_ state: inout State, atNanos now: UInt64) {
        for (key, since) in state.apart where state.workers[key] == nil && now &- since > options.apartNanos { state.apart[key] = nil }
    }
}
