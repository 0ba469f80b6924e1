import HostOperate
import Synchronization

/// Figures of the host's parts for /metrics, read at each scrape.
enum HostMetrics {
    static func register(_ parts: HostParts) throws(MetricsError) {
        let registry = parts.metrics
        let calls = try registry.gauge("hashinsight_plugin_calls", help: "Calls into a plugin since the start.", labels: ["plugin"])
        let failures = try registry.gauge("hashinsight_plugin_call_failures", help: "Calls that a plugin failed.", labels: ["plugin"])
        let overruns = try registry.gauge(
            "hashinsight_plugin_overruns", help: "Inline calls of more than a millisecond.", labels: ["plugin"])
        let stale = try registry.gauge(
            "hashinsight_plugin_stale_completions", help: "Completions of calls that were not under way.", labels: ["plugin"])
        let instances = try registry.gauge("hashinsight_plugin_instances", help: "Instances that are served.")
        let tenants = try registry.gauge("hashinsight_tenants", help: "Tenants in the directory.")
        let watchers = try registry.gauge("hashinsight_event_watchers", help: "Open event streams.")
        registry.onCollect { [plugins = parts.plugins, directory = parts.directory, events = parts.events] in
            for plugin in plugins.plugins {
                let counters = plugin.counters
                calls.with(plugin.id).set(Double(counters.calls.load(ordering: .relaxed)))
                failures.with(plugin.id).set(Double(counters.failures.load(ordering: .relaxed)))
                overruns.with(plugin.id).set(Double(counters.overruns.load(ordering: .relaxed)))
                stale.with(plugin.id).set(Double(counters.staleCompletions.load(ordering: .relaxed)))
            }
            instances.with().set(Double(plugins.routes.allInstances.count))
            tenants.with().set(Double(directory.snapshot.tenants.count))
            watchers.with().set(Double(events.watcherCount))
        }
    }
}
