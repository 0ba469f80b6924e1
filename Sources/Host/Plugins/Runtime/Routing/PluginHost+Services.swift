import HostEgress
import HostTenancy
import Logging

extension PluginHost {
    /// The services that an instance gets: those that its manifest names and its tenant was granted.
    func services(for order: InstanceOrder, _ plugin: LoadedPlugin) throws(PluginRuntimeError) -> InstanceServices {
        let manifest = plugin.source.manifest
        let asked = Set(manifest.services)
        let tenant = order.tenant
        var services = InstanceServices()
        if asked.contains("hashinsight.db/1") {
            services.database = DatabaseService(
                pool: database.runtimePool(plugin: manifest.id), ingestion: ingestion(plugin), statements: plugin.source.statements,
                context: tenant, quotas: plugin.source.quotas)
        }
        if asked.contains("hashinsight.device/1"), manifest.grants.devices, !order.networks.isEmpty {
            do {
                services.devices = DeviceService(
                    exchanger: exchanger, tenantKey: tenant.key.rawValue, grant: try NetworkGrant(order.networks),
                    connectionLimit: plugin.source.quotas.deviceConnections)
            } catch {
                throw PluginRuntimeError(.notConfigured, "the networks of \(manifest.id) for \(tenant.tenantId): \(error)")
            }
        }
        if asked.contains("hashinsight.events/1") {
            services.events = EventService(
                bus: events, plugin: manifest.id, topics: Set(manifest.events), tenantKey: tenant.key.rawValue)
        }
        if asked.contains("hashinsight.jobs/1") { services.jobs = JobProgressService(report: reportProgress) }
        if asked.contains("hashinsight.log/1") { services.log = LogService(logger: plugin.logger, tenantId: tenant.tenantId) }
        if asked.contains("hashinsight.metrics/1") { services.metrics = MetricsService(metrics: plugin.metrics, tenantId: tenant.tenantId) }
        services.hasClock = asked.contains("hashinsight.clock/1")
        return services
    }

    private func ingestion(_ plugin: LoadedPlugin) -> IngestService? {
        guard !plugin.source.ingestTables.isEmpty else { return nil }
        let host = database.host
        let keeper = PartitionKeeper(manifest: plugin.source.manifest)
        return IngestService(
            schema: plugin.source.manifest.schemaName, tables: plugin.source.ingestTables, pool: database.ingestPool(plugin: plugin.id),
            makePartitions: {
                try await host.withSession { session in
                    _ = try await keeper.keep(session, now: Int(unixMicros() / 1_000_000))
                }
            })
    }
}
