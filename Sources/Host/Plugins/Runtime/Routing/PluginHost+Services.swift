import HostEgress
import HostTenancy
import Logging

extension PluginHost {
    /// The services that an instance gets: those that its manifest names and that were granted. The others are null for the plugin.
    func services(for order: InstanceOrder, _ plugin: LoadedPlugin) throws(PluginRuntimeError) -> InstanceServices {
        let manifest = plugin.source.manifest
        let granted = order.grants.granted
        let tenant = order.tenant
        let meter = meter(for: order, plugin)
        var services = InstanceServices(meter: meter)
        if granted.hasService("hashinsight.db/1") {
            let reads = OptionalReads(plugin: manifest.id, tables: plugin.source.optionalReads, lacking: lackingTables)
            services.database = DatabaseService(
                pool: database.runtimePool(plugin: manifest.id), ingestion: ingestion(plugin), statements: plugin.source.statements,
                optionalReads: reads.tables.isEmpty ? nil : reads, context: tenant, meter: meter,
                measureStorage: storageMeasurement(manifest))
        }
        if granted.hasService("hashinsight.device/1"), granted.hasDevices {
            do {
                // Without networks too: each exchange then ends NOT_GRANTED, which a plugin tells of the device that it concerns.
                let ports = granted.devicePorts.map { Set($0.compactMap(UInt16.init(exactly:))) }
                services.devices = DeviceService(
                    exchanger: exchanger, tenantKey: tenant.key.rawValue, grant: try NetworkGrant(order.networks, ports: ports),
                    meter: meter)
            } catch {
                throw PluginRuntimeError(.notConfigured, "the networks of \(manifest.id) for \(tenant.tenantId): \(error)")
            }
        }
        if let http, granted.hasService("hashinsight.http/1") {
            let product = "\(manifest.id)/\(manifest.version)"
            services.http = HTTPService(pool: http.pool(grant: granted.egress, product: product), meter: meter)
        }
        if granted.hasService("hashinsight.mail/1") {
            let name = state.withLock { $0.snapshot.tenant(key: tenant.key)?.name } ?? tenant.tenantId
            services.mail = MailService(
                mail, origin: MailService.Origin(plugin: manifest.id, tenant: tenant, tenantName: name),
                mayReachAnybody: granted.mayMailAnybody, meter: meter, logger: plugin.logger)
        }
        if let cache, granted.hasService("hashinsight.cache/1") {
            services.cache = CacheService(
                store: cache, plugin: manifest.id, tenant: tenant.key, mayShare: granted.mayShareCache, meter: meter)
        }
        if granted.hasService("hashinsight.notary/1") {
            services.notary = NotaryService(notary, pinning: pinning, plugin: manifest.id, tenant: tenant.key)
        }
        if granted.hasService("hashinsight.events/1") {
            services.events = EventService(
                bus: events, plugin: manifest.id, topics: granted.topics, tenantKey: tenant.key.rawValue, meter: meter)
        }
        if granted.hasService("hashinsight.jobs/1") { services.jobs = JobProgressService(report: reportProgress) }
        if let secrets, granted.hasService("hashinsight.secrets/1") {
            services.secrets = SecretService(
                store: secrets, plugin: manifest.id, tenant: tenant.key, declarations: manifest.secrets, granted: granted.secrets,
                redactor: SecretRedactor())
        }
        if granted.hasService("hashinsight.log/1") {
            services.log = LogService(
                logger: plugin.logger, tenantId: tenant.tenantId, meter: meter, redactor: services.secrets?.redactor)
        }
        if granted.hasService("hashinsight.metrics/1") {
            services.metrics = MetricsService(metrics: plugin.metrics, tenantId: tenant.tenantId, meter: meter)
        }
        services.hasClock = granted.hasService("hashinsight.clock/1")
        return services
    }

    private func storageMeasurement(_ manifest: Manifest) -> (@Sendable () async -> Void)? {
        guard Self.hasStorage(manifest) else { return nil }
        let id = manifest.id
        return { [weak self] in await self?.measureStorage(of: id) }
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
