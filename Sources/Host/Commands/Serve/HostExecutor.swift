import HostJobs
import HostPlugins

/// Runs a claimed job: the host's own, or a plugin's in its tenant's instance.
struct HostExecutor: JobExecutor {
    let maintenance: Maintenance
    let plugins: PluginHost

    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome {
        run.plugin == Maintenance.owner ? await maintenance.run(run) : await plugins.execute(run, deadlineNanos: deadlineNanos)
    }
}
