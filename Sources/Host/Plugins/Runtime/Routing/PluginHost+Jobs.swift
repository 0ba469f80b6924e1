package import HostJobs

extension PluginHost: JobExecutor {
    /// Runs a job in the tenant's instance. A run whose plugin is not enabled here is cancelled, not failed.
    package func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome {
        guard let instance = routes.instance(tenantKey: run.tenantKey, plugin: run.plugin) else {
            return .cancelled(reason: "\(run.plugin) is not enabled for this tenant")
        }
        return await instance.run(
            PluginJob(
                name: run.job, argumentsJSON: run.arguments, runId: String(run.id), attempt: run.attempt, dueAtMicros: run.dueAtMicros,
                fence: run.fence), deadlineNanos: deadlineNanos)
    }
}
