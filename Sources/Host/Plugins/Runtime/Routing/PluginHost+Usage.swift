import HostData
package import HostTenancy
import PostgresClient
import Synchronization

/// What instances use of their quotas.
extension PluginHost {
    /// How often the tenants' storage is measured.
    private static let storageSeconds = 60

    /// An instance's quotas with what is used of them; nil if it does not run on this host.
    package func usage(tenantKey: Int64, plugin: String) -> [UsageReading]? {
        state.withLock { $0.running[RouteTable.Place(tenantKey: tenantKey, plugin: plugin)] }?.instance.meter.readings()
    }

    /// As ``usage(tenantKey:plugin:)`` by the tenant's id.
    package func usage(tenant id: String, plugin: String) -> [UsageReading]? {
        guard let key = state.withLock({ $0.snapshot.tenant(id: id)?.key }) else { return nil }
        return usage(tenantKey: key.rawValue, plugin: plugin)
    }

    /// For each plugin: how often somebody was refused for a quota, and how near the tenant is that is nearest to its limit, 1 being at it.
    package var quotaSummary: [(plugin: String, quota: Quota, refusals: Int, largestShare: Double)] {
        var shares: [String: [Quota: Double]] = [:]
        for (_, plugin, readings) in allUsage {
            for reading in readings where reading.limit > 0 {
                let share = Double(reading.used) / Double(reading.limit)
                shares[plugin, default: [:]][reading.quota] = max(share, shares[plugin]?[reading.quota] ?? 0)
            }
        }
        let totals = state.withLock(\.quotaTotals).mapValues(\.counts)
        return Set(shares.keys).union(totals.keys).sorted().flatMap { plugin in
            Quota.allCases.map { ($0, totals[plugin]?[$0] ?? 0, shares[plugin]?[$0] ?? 0) }.map { (plugin, $0, $1, $2) }
        }
    }

    /// All instances that run on this host with what they use, ordered by tenant and plugin.
    package var allUsage: [(tenantId: String, plugin: String, readings: [UsageReading])] {
        let instances = state.withLock { $0.running.values.map(\.instance) }
        return instances.map { ($0.tenant.tenantId, $0.plugin.id, $0.meter.readings()) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    /// Measures storage now and every minute, until the task is cancelled.
    package func keepStorageMeasured() async {
        while !Task.isCancelled {
            await measureStorage()
            try? await Task.sleep(for: .seconds(Self.storageSeconds))
        }
    }

    /// Measures what each tenant's rows take in the tables of the plugins, and puts it into the meters. A plugin whose tables cannot be
    /// measured keeps the figures of before.
    package func measureStorage() async {
        for plugin in newestVersions where Self.hasStorage(plugin.source.manifest) { await measureStorage(of: plugin.id) }
    }

    /// As ``measureStorage()`` for one plugin. Who asks while a measurement runs shares the next one.
    func measureStorage(of id: String) async {
        await surveys.join(id) {
            guard let plugin = self.newestVersions.first(where: { $0.id == id }) else { return }
            let survey = StorageSurvey(manifest: plugin.source.manifest)
            let levels = self.state.withLock { $0.running.filter { $0.key.plugin == id }.mapValues(\.instance.meter.storage) }
            let marks = levels.mapValues { ($0, $0.mark()) }
            do {
                let measured = try await self.database.host.withSession { try await survey.measure($0) }
                for (place, (level, mark)) in marks { level.measured(measured[place.tenantKey] ?? 0, since: mark) }
            } catch {
                for (level, mark) in marks.values { level.notMeasured(since: mark) }
                if !Task.isCancelled { self.logger.debug("the storage of \(id) was not measured: \(error)") }
            }
        }
    }

    /// Whether tenants can store something in a plugin's tables.
    static func hasStorage(_ manifest: Manifest) -> Bool { manifest.tables.contains { !$0.isReference } }
}
