/// A run as it is shown.
package struct JobRunStatus: Sendable, Encodable {
    package let id: Int64
    package let tenant: String
    package let plugin: String
    package let job: String
    /// waiting, running, succeeded, failed, cancelled or dead
    package let state: String
    package let attempt: Int
    package let dueAtMicros: Int64
    package let startedAtMicros: Int64?
    package let endedAtMicros: Int64?
    /// From 0 to 1 while it runs and tells.
    package let progress: Double?
    /// The error, the note of progress, or the summary.
    package let message: String?
}

/// A schedule as it is shown.
package struct JobScheduleStatus: Sendable, Encodable {
    package let tenant: String
    package let plugin: String
    package let job: String
    /// `every 60000 ms` or the cron expression with its zone.
    package let recurrence: String
    package let nextAtMicros: Int64
    package let paused: Bool
}
