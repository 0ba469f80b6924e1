/// A job as a manifest declares it, for one enabled instance.
package struct ScheduledJob: Hashable, Sendable {
    package var tenantKey: Int64
    package var plugin: String
    package var job: String
    /// Nil for a job that only runs when enqueued.
    package var recurrence: Recurrence?
    package var priority: Int
    package var retry: RetryPolicy
    package var deadlineMilliseconds: Int

    package init(
        tenantKey: Int64, plugin: String, job: String, recurrence: Recurrence?, priority: Int = 0, retry: RetryPolicy = RetryPolicy(),
        deadlineMilliseconds: Int = 60_000
    ) {
        self.tenantKey = tenantKey
        self.plugin = plugin
        self.job = job
        self.recurrence = recurrence
        self.priority = priority
        self.retry = retry
        self.deadlineMilliseconds = deadlineMilliseconds
    }

    /// Names the job among all of the installation.
    var identity: String { "\(tenantKey)/\(plugin)/\(job)" }
}
