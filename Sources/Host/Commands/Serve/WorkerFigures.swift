import HostOperate
import HostPlugins

/// What the workers use, for /metrics.
struct WorkerFigures: Sendable {
    private let running: MetricFamily<Gauge>
    private let crashes: MetricFamily<Counter>
    private let restarts: MetricFamily<Counter>
    private let resident: MetricFamily<Gauge>
    private let processor: MetricFamily<Counter>

    init(_ registry: MetricsRegistry) throws(MetricsError) {
        running = try registry.gauge("hashinsight_workers", help: "Worker processes that run.", labels: ["plugin"])
        crashes = try registry.counter(
            "hashinsight_worker_crashes_total", help: "Worker processes that crashed.", labels: ["plugin", "share"])
        restarts = try registry.counter(
            "hashinsight_worker_restarts_total", help: "Starts of a worker's process after a crash.", labels: ["plugin", "share"])
        resident = try registry.gauge(
            "hashinsight_worker_resident_bytes", help: "Memory of a worker's process.", labels: ["plugin", "share"])
        processor = try registry.counter(
            "hashinsight_worker_cpu_seconds_total", help: "Processor time of a worker's processes.", labels: ["plugin", "share"])
    }

    /// - Parameter samples: Of all workers; `share` is the tenant's id, `all`, or the member of a pool.
    func collect(_ samples: [WorkerPool.Sample]) {
        // The versions of a plugin are one series.
        for (plugin, samples) in Dictionary(grouping: samples, by: \.plugin) {
            running.with(plugin).set(Double(samples.count { $0.usage != nil }))
            for (share, samples) in Dictionary(grouping: samples, by: \.share) {
                crashes.with(plugin, share).advance(to: Double(samples.reduce(0) { $0 + $1.crashes }))
                restarts.with(plugin, share).advance(to: Double(samples.reduce(0) { $0 + $1.restarts }))
                resident.with(plugin, share).set(Double(samples.reduce(0) { $0 + ($1.usage?.residentBytes ?? 0) }))
                processor.with(plugin, share).advance(to: samples.reduce(0) { $0 + $1.cpuSeconds })
            }
        }
    }
}
