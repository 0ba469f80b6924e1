import HostData
package import HostTenancy

/// A version that waits for something leaves the one before serving, also where this host has just started and nothing serves yet.
extension PluginHost {
    /// Orders the version before where the wanted one waits and nothing serves.
    func standIn(
        _ wanted: inout [RouteTable.Place: InstanceOrder], _ state: borrowing State, decided: inout [ObjectIdentifier: GrantDecision]
    ) {
        for (place, order) in wanted where order.isWaiting && state.running[place] == nil {
            guard let main = state.plugins[order.plugin]?.main, main.digest != order.version else { continue }
            var before = order
            before.version = main.digest
            before = granting(before, state, decided: &decided)
            if !before.isWaiting { wanted[place] = before }
        }
    }

    /// The version whose jobs are to be scheduled for a tenant: the one that it is given, or the one before while that is held.
    package func versionToSchedule(of plugin: String, for tenant: Tenant) -> LoadedPlugin? {
        guard let wanted = version(of: plugin, for: tenant) else { return nil }
        return state.withLock { $0.held[wanted.digest] == nil ? wanted : $0.plugins[plugin]?.main }
    }

    /// Whether what serves at a place does so until another version has what it waits for.
    func isStandIn(_ place: RouteTable.Place, _ state: borrowing State) -> Bool {
        guard let running = state.running[place], state.attempts[place] == nil, let versions = state.plugins[place.plugin],
            let tenant = state.snapshot.tenant(key: TenantKey(rawValue: place.tenantKey))
        else { return false }
        return versions.digest(wanted: versions.choice.digest(for: tenant)) != running.order.version
    }
}
