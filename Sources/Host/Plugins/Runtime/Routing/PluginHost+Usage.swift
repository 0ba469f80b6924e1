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
        for plugin in newestVersions where plugin.source.manifest.tables.contains(where: { !$0.isReference }) {
            let survey = StorageSurvey(manifest: plugin.source.manifest)
            let measured: [Int64: Int]
            do {
                measured = try await database.host.withSession { try await survey.measure($0) }
            } catch {
                if !Task.isCancelled { logger.debug("the storage of \(plugin.id) was not measured: \(error)") }
                continue
            }
            let running = state.withLock { $0.running.filter { $0.key.plugin == plugin.id } }
            for (place, running) in running { running.instance.meter[.storageBytes].set(level: measured[place.tenantKey] ?? 0) }
        }
    }
}
