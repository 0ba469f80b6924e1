import Synchronization

/// The series of one plugin over all tenants. Thread: any.
package final class PluginMetrics: Sendable {
    /// One value, for /metrics.
    package struct Sample: Sendable, Hashable {
        /// `hashinsight_plugin_<plugin>_<name>`
        package let name: String
        package let tenantId: String
        package let value: Double
        package let isCounter: Bool
    }

    private struct Series {
        let isCounter: Bool
        var byTenant: [String: Double] = [:]
    }

    /// Over all tenants, so that a plugin cannot fill the memory of whoever reads /metrics.
    static let maximumNames = 1_000
    private let plugin: String
    private let series = Mutex<[String: Series]>([:])
    /// Names that each tenant has a value of.
    private let nameCounts = Mutex<[String: Int]>([:])

    init(plugin: String) { self.plugin = plugin }

    /// All values, ordered by name and tenant.
    package func samples() -> [Sample] {
        series.withLock { series in
            series.sorted { $0.key < $1.key }.flatMap { name, series in
                series.byTenant.sorted { $0.key < $1.key }.map { tenant, value in
                    Sample(name: "hashinsight_plugin_\(plugin)_\(name)", tenantId: tenant, value: value, isCounter: series.isCounter)
                }
            }
        }
    }

    /// - Parameter limit: Names that the tenant may have.
    /// - Returns: How it went, and how many names the tenant has.
    func add(_ name: String, _ amount: Double, tenantId: String, limit: Int = maximumNames) -> (status: PluginStatus, names: Int) {
        guard amount.isFinite, amount >= 0, name.hasSuffix("_total"), Self.isName(name) else { return invalid(tenantId) }
        return change(name, isCounter: true, tenantId, limit) { $0.byTenant[tenantId, default: 0] += amount }
    }

    func set(_ name: String, _ value: Double, tenantId: String, limit: Int = maximumNames) -> (status: PluginStatus, names: Int) {
        guard value.isFinite, !name.hasSuffix("_total"), Self.isName(name) else { return invalid(tenantId) }
        return change(name, isCounter: false, tenantId, limit) { $0.byTenant[tenantId] = value }
    }

    private func invalid(_ tenantId: String) -> (status: PluginStatus, names: Int) {
        (.invalidArgument, nameCounts.withLock { $0[tenantId] ?? 0 })
    }

    /// Drops a tenant's series when its instance ends.
    func forget(tenantId: String) {
        series.withLock { series in
            for name in series.keys { series[name]?.byTenant[tenantId] = nil }
            nameCounts.withLock { $0[tenantId] = nil }
        }
    }

    private func change(
        _ name: String, isCounter: Bool, _ tenantId: String, _ limit: Int, _ body: (inout Series) -> Void
    ) -> (status: PluginStatus, names: Int) {
        series.withLock { series in
            var names = nameCounts.withLock { $0[tenantId] ?? 0 }
            if series[name]?.byTenant[tenantId] == nil {
                guard names < limit, series[name] != nil || series.count < Self.maximumNames else { return (.overQuota, names) }
                if series[name] == nil { series[name] = Series(isCounter: isCounter) }
                names += 1
                nameCounts.withLock { $0[tenantId] = names }
            }
            body(&series[name]!)
            return (.ok, names)
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first), name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}
