import Foundation
import HostPlugins
import HostTenancy
import HostWeb

/// Quotas and their use as the web server needs them: of the instances on this host.
struct UsageAdapter: UsageReporting {
    let directory: TenantDirectory
    let plugins: PluginHost

    func usage(tenant: String, plugin: String) async throws -> PluginUsage? {
        let snapshot = directory.snapshot
        guard let found = snapshot.tenant(id: tenant), snapshot.isServed(tenant: tenant, plugin: plugin) else { return nil }
        guard let readings = plugins.usage(tenantKey: found.key.rawValue, plugin: plugin) else {
            return PluginUsage(isRunning: false, measuredAt: Date(), quotas: [])
        }
        return PluginUsage(isRunning: true, measuredAt: Date(), quotas: readings.map(QuotaUsage.init))
    }
}

extension QuotaUsage {
    init(_ reading: UsageReading) {
        self.init(
            name: reading.quota.rawValue, limit: reading.limit, used: reading.used, unit: reading.quota.unit, window: reading.quota.window,
            refusals: reading.refusals)
    }
}
