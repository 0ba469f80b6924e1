import HostOperate
import HostPinning

/// Figures of the pinning for /metrics. Registered where evidence is pinned, so that other hosts tell nothing of it.
struct PinningSeries: Sendable {
    private let isHolder: MetricFamily<Gauge>
    private let objects: MetricFamily<Counter>
    private let failures: MetricFamily<Counter>
    private let bytes: MetricFamily<Counter>
    private let troubles: MetricFamily<Gauge>

    init(_ registry: MetricsRegistry) throws(MetricsError) {
        isHolder = try registry.gauge(
            "hashinsight_pinning_holder", help: "1 on the host that asks the provider, 0 on the others.", labels: ["provider"])
        objects = try registry.counter(
            "hashinsight_pinning_objects_total",
            help: "Objects that a provider took, gave back, had still when it was asked, and had lost; lost is an alarm.",
            labels: ["provider", "outcome"])
        failures = try registry.counter(
            "hashinsight_pinning_failures_total", help: "Requests to a provider that failed, by kind; other_content is an alarm.",
            labels: ["provider", "kind"])
        bytes = try registry.counter(
            "hashinsight_pinning_sent_bytes_total", help: "Bytes of evidence sent to a provider.", labels: ["provider"])
        troubles = try registry.gauge(
            "hashinsight_pinning_trouble", help: "1 while an operator should look at a provider; the log says why.", labels: ["provider"])
    }

    func collect(_ pinner: Pinner) {
        for (provider, figures) in pinner.figures {
            let name = provider.rawValue
            isHolder.with(name).set(figures.isHolder ? 1 : 0)
            objects.with(name, "pinned").advance(to: Double(figures.pinned))
            objects.with(name, "removed").advance(to: Double(figures.removed))
            objects.with(name, "checked").advance(to: Double(figures.checked))
            objects.with(name, "lost").advance(to: Double(figures.lost))
            for (kind, count) in figures.failures { failures.with(name, kind.rawValue).advance(to: Double(count)) }
            bytes.with(name).advance(to: Double(figures.sentBytes))
            troubles.with(name).set(figures.trouble == nil ? 0 : 1)
        }
    }
}
