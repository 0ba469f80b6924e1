package import HostJobs
import Synchronization

extension PluginHost: JobExecutor {
    /// Plugins whose library is loaded.
    package var runnablePlugins: Set<String>? { state.withLock { Set($0.plugins.keys) } }

    /// Counts for each that its quota of slots was used up.
    package func heldBack(_ instances: Set<JobInstance>) {
        for instance in instances {
            routes.instance(tenantKey: instance.tenantKey, plugin: instance.plugin)?.meter[.jobSlots].noteRefusal()
        }
    }

    /// Runs a job in the tenant's instance. A run whose plugin is not enabled for the tenant is cancelled, not failed; one whose plugin or
    /// instance does not run on this host is left for another. It begins on the version that the tenant is on now and ends there.
    package func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome {
        guard let hold = hold(tenantKey: run.tenantKey, plugin: run.plugin) else {
            guard runnablePlugins?.contains(run.plugin) == true else { return .notHere(reason: "\(run.plugin) is not loaded on this host") }
            guard !state.withLock(\.isClosed) else { return .notHere(reason: "this host stops") }
            guard instanceState(tenantKey: run.tenantKey, plugin: run.plugin) == nil else {
                return .notHere(reason: "\(run.plugin) does not run for this tenant on this host now")
            }
            return .cancelled(reason: "\(run.plugin) is not enabled for this tenant")
        }
        let version = hold.instance.plugin.source.manifest
        guard version.jobs.contains(where: { $0.name == run.job }) else {
            // While two versions serve only one may know it; the tenant may be on the other on this host for now.
            guard versionsInForce(of: run.plugin).contains(where: { $0.source.manifest.jobs.contains { $0.name == run.job } }) else {
                return .cancelled(reason: "\(run.plugin) \(version.version) has no job \(run.job)")
            }
            return .notHere(reason: "this tenant is on \(run.plugin) \(version.version), which has no job \(run.job)")
        }
        return await hold.instance.run(
            PluginJob(
                name: run.job, argumentsJSON: run.arguments, runId: String(run.id), attempt: run.attempt, dueAtMicros: run.dueAtMicros,
                fence: run.fence), deadlineNanos: deadlineNanos, hold: hold)
    }
}
