import PluginABI

/// `hashinsight.metrics/1` for one instance.
package final class MetricsService: Sendable {
    private let metrics: PluginMetrics
    private let tenantId: String
    private let meter: UsageMeter

    package init(metrics: PluginMetrics, tenantId: String, meter: UsageMeter = UsageMeter()) {
        self.metrics = metrics
        self.tenantId = tenantId
        self.meter = meter
    }

    func add(_ name: String, _ amount: Double) -> PluginStatus {
        note(metrics.add(name, amount, tenantId: tenantId, limit: meter[.metricSeries].limit))
    }
    func set(_ name: String, _ value: Double) -> PluginStatus {
        note(metrics.set(name, value, tenantId: tenantId, limit: meter[.metricSeries].limit))
    }

    private func note(_ change: (status: PluginStatus, names: Int)) -> PluginStatus {
        if change.status == .overQuota {
            _ = meter.overQuota(.metricSeries, used: change.names + 1)
        } else {
            meter[.metricSeries].set(level: change.names)
        }
        return change.status
    }
}
