/// Runs one job to its end; the host gives the plugins' own.
///
/// Called on the cooperative pool, several at once. Must end by itself at the deadline, and watch for cancellation, which comes on
/// request, when the instance is disabled, when the host stops and when its lease is lost.
package protocol JobExecutor: Sendable {
    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome
}
