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

    private struct State {
        /// None without a tenant.
        var series: [String: Series] = [:]
        /// Names that each tenant has a value of.
        var nameCounts: [String: Int] = [:]
    }

    private let plugin: String
    private let state = Mutex(State())

    init(plugin: String) { self.plugin = plugin }

    /// All values, ordered by name and tenant.
    package func samples() -> [Sample] {
        state.withLock { state in
            state.series.sorted { $0.key < $1.key }.flatMap { name, series in
                series.byTenant.sorted { $0.key < $1.key }.map { tenant, value in
                    Sample(name: "hashinsight_plugin_\(plugin)_\(name)", tenantId: tenant, value: value, isCounter: series.isCounter)
                }
            }
        }
    }

    /// - Parameter limit: Names that the tenant may have, whatever others have: nothing else bounds them.
    /// - Returns: How it went, and how many names the tenant has.
    func add(_ name: String, _ amount: Double, tenantId: String, limit: Int) -> (status: PluginStatus, names: Int) {
        guard amount.isFinite, amount >= 0, name.hasSuffix("_total"), Self.isName(name) else { return invalid(tenantId) }
        return change(name, isCounter: true, tenantId, limit) { $0.byTenant[tenantId, default: 0] += amount }
    }

    func set(_ name: String, _ value: Double, tenantId: String, limit: Int) -> (status: PluginStatus, names: Int) {
        guard value.isFinite, !name.hasSuffix("_total"), Self.isName(name) else { return invalid(tenantId) }
        return change(name, isCounter: false, tenantId, limit) { $0.byTenant[tenantId] = value }
    }

    private func invalid(_ tenantId: String) -> (status: PluginStatus, names: Int) {
        (.invalidArgument, state.withLock { $0.nameCounts[tenantId] ?? 0 })
    }

    /// Drops a tenant's values when its instance ends, and the series that nobody else has.
    func forget(tenantId: String) {
        state.withLock { state in
            guard state.nameCounts.removeValue(forKey: tenantId) != nil else { return }
            for name in Array(state.series.keys) {
                guard state.series[name]?.byTenant.removeValue(forKey: tenantId) != nil else { continue }
                if state.series[name]?.byTenant.isEmpty == true { state.series[name] = nil }
            }
        }
    }

    private func change(
        _ name: String, isCounter: Bool, _ tenantId: String, _ limit: Int, _ body: (inout Series) -> Void
    ) -> (status: PluginStatus, names: Int) {
        state.withLock { state in
            var names = state.nameCounts[tenantId] ?? 0
            if state.series[name]?.byTenant[tenantId] == nil {
                guard names < limit else { return (.overQuota, names) }
                names += 1
                state.nameCounts[tenantId] = names
            }
            body(&state.series[name, default: Series(isCounter: isCounter)])
            return (.ok, names)
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first), name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}
