import HostJobs
import HostPlugins

/// Runs a claimed job: the host's own, or a plugin's in its tenant's instance.
struct HostExecutor: JobExecutor {
    let maintenance: Maintenance
    let plugins: PluginHost

    var runnablePlugins: Set<String>? { plugins.runnablePlugins?.union([Maintenance.owner]) }

    func heldBack(_ instances: Set<JobInstance>) { plugins.heldBack(instances) }

    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome {
        guard run.plugin == Maintenance.owner else { return await plugins.execute(run, deadlineNanos: deadlineNanos) }
        let work = Task { await maintenance.run(run) }
        let limit = Task {
            try await Task.sleep(for: .milliseconds(run.deadlineMilliseconds))
            work.cancel()
        }
        defer { limit.cancel() }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
    }
}
