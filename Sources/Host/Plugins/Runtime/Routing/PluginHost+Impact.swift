package import HostTenancy

extension PluginHost {
    /// What switching would mean. Changes nothing; nil if this host does not have the plugin.
    package func impact(tenant: Tenant, plugin id: String, enabling: Bool) async -> PluginImpact? {
        guard let plugin = version(of: id, for: tenant) else { return nil }
        return await PluginImpact.read(
            plugin.source.manifest, tenant: tenant, enabling: enabling, database: database,
            callsUnderWay: routes.instance(tenantKey: tenant.key.rawValue, plugin: id)?.underWay ?? 0)
    }

    /// As ``impact(tenant:plugin:enabling:)`` by the tenant's id; nil also if there is no such tenant.
    package func impact(tenant id: String, plugin: String, enabling: Bool) async -> PluginImpact? {
        guard let tenant = state.withLock({ $0.snapshot.tenant(id: id) }) else { return nil }
        return await impact(tenant: tenant, plugin: plugin, enabling: enabling)
    }
}
