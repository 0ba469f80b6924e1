/// Runs one job to its end; the host gives the plugins' own.
///
/// Called on the cooperative pool, several at once. Must watch for cancellation, which comes at the run's deadline, on request,
/// when the instance is disabled and when the host's lease is lost.
package protocol JobExecutor: Sendable {
    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome
}
