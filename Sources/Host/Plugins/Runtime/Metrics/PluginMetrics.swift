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

    static let maximumNames = 64
    private let plugin: String
    private let series = Mutex<[String: Series]>([:])

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

    func add(_ name: String, _ amount: Double, tenantId: String) -> PluginStatus {
        guard amount.isFinite, amount >= 0, name.hasSuffix("_total"), Self.isName(name) else { return .invalidArgument }
        return change(name, isCounter: true) { $0.byTenant[tenantId, default: 0] += amount }
    }

    func set(_ name: String, _ value: Double, tenantId: String) -> PluginStatus {
        guard value.isFinite, !name.hasSuffix("_total"), Self.isName(name) else { return .invalidArgument }
        return change(name, isCounter: false) { $0.byTenant[tenantId] = value }
    }

    /// Drops a tenant's series when its instance ends.
    func forget(tenantId: String) {
        series.withLock { series in for name in series.keys { series[name]?.byTenant[tenantId] = nil } }
    }

    private func change(_ name: String, isCounter: Bool, _ body: (inout Series) -> Void) -> PluginStatus {
        series.withLock { series in
            if series[name] == nil {
                guard series.count < Self.maximumNames else { return .overQuota }
                series[name] = Series(isCounter: isCounter)
            }
            body(&series[name]!)
            return .ok
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first), name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}
