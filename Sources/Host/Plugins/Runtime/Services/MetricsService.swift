import PluginABI

/// `hashinsight.metrics/1` for one instance.
package final class MetricsService: Sendable {
    private let metrics: PluginMetrics
    private let tenantId: String

    package init(metrics: PluginMetrics, tenantId: String) {
        self.metrics = metrics
        self.tenantId = tenantId
    }

    func add(_ name: String, _ amount: Double) -> PluginStatus { metrics.add(name, amount, tenantId: tenantId) }
    func set(_ name: String, _ value: Double) -> PluginStatus { metrics.set(name, value, tenantId: tenantId) }
}
