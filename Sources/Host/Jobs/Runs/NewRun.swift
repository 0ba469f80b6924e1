/// A run to be put into the queue.
package struct NewRun: Hashable, Sendable {
    package var tenantKey: Int64
    package var plugin: String
    package var job: String
    /// JSON text, or nil.
    package var arguments: String?
    /// While a run with this key of the same tenant, plugin and job waits or runs, a second one is not enqueued.
    package var uniqueKey: String?
    /// Lower comes first within the tenant.
    package var priority: Int
    package var delayMilliseconds: Int
    package var retry: RetryPolicy
    package var deadlineMilliseconds: Int

    package init(
        tenantKey: Int64, plugin: String, job: String, arguments: String? = nil, uniqueKey: String? = nil, priority: Int = 0,
        delayMilliseconds: Int = 0, retry: RetryPolicy = RetryPolicy(), deadlineMilliseconds: Int = 60_000
    ) {
        self.tenantKey = tenantKey
        self.plugin = plugin
        self.job = job
        self.arguments = arguments
        self.uniqueKey = uniqueKey
        self.priority = priority
        self.delayMilliseconds = delayMilliseconds
        self.retry = retry
        self.deadlineMilliseconds = deadlineMilliseconds
    }
}
