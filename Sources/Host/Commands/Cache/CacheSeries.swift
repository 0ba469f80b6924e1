import HostCache
import HostOperate

/// Figures of the cache for /metrics.
struct CacheSeries: Sendable {
    private let lookups: MetricFamily<Counter>
    private let puts: MetricFamily<Counter>
    private let bytes: MetricFamily<Gauge>
    private let values: MetricFamily<Gauge>
    private let evictions: MetricFamily<Counter>
    private let isUp: MetricFamily<Gauge>
    private let failures: MetricFamily<Counter>

    init(_ registry: MetricsRegistry) throws(MetricsError) {
        lookups = try registry.counter(
            "hashinsight_cache_lookups_total", help: "What became of a plugin's lookups.", labels: ["plugin", "outcome"])
        puts = try registry.counter("hashinsight_cache_puts_total", help: "Values that a plugin put.", labels: ["plugin"])
        bytes = try registry.gauge("hashinsight_cache_memory_bytes", help: "Names and values in the memory of this host.")
        values = try registry.gauge("hashinsight_cache_memory_values", help: "Values in the memory of this host.")
        evictions = try registry.counter(
            "hashinsight_cache_memory_evictions_total", help: "Values that went from the memory before their time, for want of room.")
        isUp = try registry.gauge(
            "hashinsight_cache_redis_up", help: "1 while Redis serves, 0 while the memory does; absent without Redis.")
        failures = try registry.counter("hashinsight_cache_redis_failures_total", help: "Operations that did not reach Redis.")
    }

    func collect(_ figures: CacheFigures) {
        for (plugin, counts) in figures.counts {
            lookups.with(plugin, "fresh").advance(to: Double(counts.fresh))
            lookups.with(plugin, "stale").advance(to: Double(counts.stale))
            lookups.with(plugin, "missing").advance(to: Double(counts.missing))
            puts.with(plugin).advance(to: Double(counts.puts))
        }
        bytes.with().set(Double(figures.memory.bytes))
        values.with().set(Double(figures.memory.entries))
        evictions.with().advance(to: Double(figures.evictions))
        if let isServing = figures.isRemoteServing {
            isUp.with().set(isServing ? 1 : 0)
            failures.with().advance(to: Double(figures.remoteFailures))
        }
    }
}
