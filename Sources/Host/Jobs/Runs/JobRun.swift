/// One execution of a job, claimed by this host.
package struct JobRun: Hashable, Sendable {
    package let id: Int64
    package let tenantKey: Int64
    package let slot: Int
    package let plugin: String
    package let job: String
    /// JSON, or nil for scheduled runs.
    package let arguments: String?
    /// From 1.
    package let attempt: Int
    package let retry: RetryPolicy
    package let deadlineMilliseconds: Int
    /// Unix microseconds.
    package let dueAtMicros: Int64
    /// Grows with every claim; a completion under an older one is refused.
    package let fence: Int64
}
