import Foundation
import HostData
import HostJobs
import HostPlugins
import HostTenancy

/// The host's own jobs, run in the operator's slots: partitions and roll-ups of every plugin, sessions that have ended.
final class Maintenance: Sendable {
    /// Stands in the place of a plugin's id in the queue; no plugin can be called so.
    static let owner = "host"

    private let database: Database
    private let plugins: PluginHost
    private let identity: IdentityService

    init(database: Database, plugins: PluginHost, identity: IdentityService) {
        self.database = database
        self.plugins = plugins
        self.identity = identity
    }

    /// What is to be scheduled for the plugins of this host.
    var jobs: [ScheduledJob] {
        [job("sessions", everySeconds: 3_600)]
            + plugins.newestVersions.flatMap { plugin -> [ScheduledJob] in
                let manifest = plugin.source.manifest
                var jobs: [ScheduledJob] = []
                if !PartitionKeeper(manifest: manifest).partitions.isEmpty {
                    jobs.append(job("partitions \(manifest.id)", everySeconds: 3_600))
                }
                if manifest.tables.contains(where: { !$0.rollups.isEmpty }) { jobs.append(job("rollups \(manifest.id)", everySeconds: 60)) }
                return jobs
            }
    }

    func run(_ run: JobRun) async -> JobOutcome {
        if run.job == "sessions" { return await pruneSessions() }
        let words = run.job.split(separator: " ").map(String.init)
        guard words.count == 2, let plugin = plugins.newestVersions.first(where: { $0.id == words[1] }) else {
            return .cancelled(reason: "this host does not run the plugin that '\(run.job)' is for")
        }
        let manifest = plugin.source.manifest
        let now = Int(Date().timeIntervalSince1970)
        do {
            let summary = try await database.host.withSession { session in
                switch words[0] {
                case "partitions":
                    let outcome = try await PartitionKeeper(manifest: manifest).keep(session, now: now)
                    return "{\"created\":\(outcome.created.count),\"dropped\":\(outcome.dropped.count)}"
                default:
                    let rows = try await RollupKeeper(manifest: manifest).roll(session, now: now)
                    return "{\"rows\":\(rows.values.reduce(0, +))}"
                }
            }
            return .succeeded(summary: summary)
        } catch {
            return .failed(message: "\(error)")
        }
    }

    private func pruneSessions() async -> JobOutcome {
        do {
            return .succeeded(summary: "{\"removed\":\(try await identity.prune())}")
        } catch {
            return .failed(message: error.message)
        }
    }

    private func job(_ name: String, everySeconds: Int64) -> ScheduledJob {
        ScheduledJob(
            tenantKey: TenantKey.operator.rawValue, plugin: Self.owner, job: name, recurrence: .every(milliseconds: everySeconds * 1_000),
            retry: RetryPolicy(attempts: 3, backoffMilliseconds: 5_000), deadlineMilliseconds: 300_000)
    }
}
