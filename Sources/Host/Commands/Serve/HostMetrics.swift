import HostOperate
import HostPlugins
import Synchronization

/// Figures of the host's parts for /metrics, read at each scrape.
enum HostMetrics {
    static func register(_ parts: HostParts) throws(MetricsError) {
        let registry = parts.metrics
        let totals = try pluginTotals(registry)
        let instances = try registry.gauge("hashinsight_plugin_instances", help: "Instances that are served.")
        let tenants = try registry.gauge("hashinsight_tenants", help: "Tenants in the directory.")
        let watchers = try registry.gauge("hashinsight_event_watchers", help: "Open event streams.")
        let workers = try WorkerFigures(registry)
        let cache = try CacheSeries(registry)
        let database = try DatabaseSeries(registry)
        let notary = try parts.notary.map { notary throws(MetricsError) in (notary, try NotarySeries(registry)) }
        let pinner = try parts.pinner.map { pinner throws(MetricsError) in (pinner, try PinningSeries(registry)) }
        let quotaRefusals = try registry.counter(
            "hashinsight_plugin_quota_refusals_total", help: "Refused because a tenant's quota was used up.", labels: ["plugin", "quota"])
        let quotaShares = try registry.gauge(
            "hashinsight_plugin_quota_used_ratio", help: "Use by limit of the tenant that is nearest to its limit.",
            labels: ["plugin", "quota"])
        registry.onCollect {
            [
                plugins = parts.plugins, store = parts.cache, directory = parts.directory, events = parts.events,
                watch = parts.databaseWatch
            ] in
            // The versions of a plugin are one series.
            for (id, versions) in Dictionary(grouping: plugins.allVersions, by: \.id) {
                for total in totals { total.family.with(id).advance(to: Double(versions.reduce(0) { $0 + total.read($1.counters) })) }
                for sample in versions[0].metrics.samples() { collect(sample, id, registry) }
            }
            cache.collect(store.figures)
            database.collect(watch.last)
            if let (notary, series) = notary { series.collect(notary) }
            if let (pinner, series) = pinner { series.collect(pinner) }
            workers.collect(plugins.workers.samples())
            for row in plugins.quotaSummary {
                quotaRefusals.with(row.plugin, row.quota.rawValue).advance(to: Double(row.refusals))
                quotaShares.with(row.plugin, row.quota.rawValue).set(row.largestShare)
            }
            instances.with().set(Double(plugins.routes.allInstances.count))
            tenants.with().set(Double(directory.snapshot.tenants.count))
            watchers.with().set(Double(events.watcherCount))
        }
    }

    private struct Total: Sendable {
        let family: MetricFamily<Counter>
        let read: @Sendable (PluginCounters) -> Int
    }

    private static func pluginTotals(_ registry: MetricsRegistry) throws(MetricsError) -> [Total] {
        let list: [(name: String, help: String, read: @Sendable (PluginCounters) -> Int)] = [
            ("calls", "Calls into a plugin.", { $0.tally.calls }),
            ("call_failures", "Calls that a plugin failed.", { $0.failures.load(ordering: .relaxed) }),
            ("call_expirations", "Calls whose deadline passed first.", { $0.expirations.load(ordering: .relaxed) }),
            ("call_cancellations", "Calls that were asked to end early.", { $0.cancellations.load(ordering: .relaxed) }),
            ("call_refusals", "Calls refused because too many waited.", { $0.refusals.load(ordering: .relaxed) }),
            ("call_repeats", "Calls begun once more after a shared worker died.", { $0.repeats.load(ordering: .relaxed) }),
            ("overruns", "Inline calls of more than a millisecond.", { $0.overruns.load(ordering: .relaxed) }),
            ("late_completions", "Completions after the caller was answered.", { $0.lateCompletions.load(ordering: .relaxed) }),
            ("stale_completions", "Completions of calls that were not under way.", { $0.staleCompletions.load(ordering: .relaxed) }),
            ("late_uses", "Uses of the host by an instance that had ended.", { $0.lateUses.load(ordering: .relaxed) }),
            (
                "held_at_end", "Operations that were open when their instance ended, though their calls had been completed.",
                { $0.heldAtEnd.load(ordering: .relaxed) }
            ),
            ("malformed_answers", "Answers that were not well formed.", { $0.malformedAnswers.load(ordering: .relaxed) }),
        ]
        var totals: [Total] = []
        for entry in list {
            let family = try registry.counter("hashinsight_plugin_\(entry.name)_total", help: entry.help, labels: ["plugin"])
            totals.append(Total(family: family, read: entry.read))
        }
        return totals
    }

    /// A series of a plugin's own; a name that the host uses otherwise is left out.
    private static func collect(_ sample: PluginMetrics.Sample, _ plugin: String, _ registry: MetricsRegistry) {
        let help = "Told by the plugin \(plugin)."
        if sample.isCounter {
            (try? registry.counter(sample.name, help: help, labels: ["tenant"]))?.with(sample.tenantId).advance(to: sample.value)
        } else {
            (try? registry.gauge(sample.name, help: help, labels: ["tenant"]))?.with(sample.tenantId).set(sample.value)
        }
    }
}
