import HostData
import HostPlugins
import HostTenancy
import Logging

/// Has it kept in the database, and audited, that an instance was moved to a worker: every host then runs it there, also after a restart.
struct DemotedInstances: Sendable {
    let service: InstanceDemotions
    let hostName: String
    let logger: Logger

    func follow(_ plugins: PluginHost) {
        plugins.onDemotion { tenant, plugin, version, reason in
            let demotion = InstanceDemotion(version: version, reason: reason, host: hostName)
            Task { await keep(TenantKey(rawValue: tenant), plugin, demotion, plugins) }
        }
    }

    /// Tries until it is kept; on this host it holds meanwhile. One that was lifted in the meantime is not written.
    private func keep(_ tenant: TenantKey, _ plugin: String, _ demotion: InstanceDemotion, _ plugins: PluginHost) async {
        while plugins.isDemotionUnkept(tenantKey: tenant.rawValue, plugin: plugin, version: demotion.version) {
            do {
                return try await service.keep(demotion, tenant: tenant, plugin: plugin)
            } catch {
                logger.warning(
                    "that an instance of \(plugin) was moved to a worker is not kept yet; trying again", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(5))
        }
    }
}
