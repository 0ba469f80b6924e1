/// Runs one job to its end; the host gives the plugins' own.
///
/// Called on the cooperative pool, several at once. Must end by itself at the deadline, and watch for cancellation, which comes on
/// request, when the instance is disabled, when the host stops and when its lease is lost.
package protocol JobExecutor: Sendable {
    /// Plugins whose runs this host executes, by id; it claims no others. Nil: any. Asked before each claim.
    var runnablePlugins: Set<String>? { get }

    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome

    /// Due runs of these instances have begun to wait, since each has all the slots that its limit allows. Must not block.
    func heldBack(_ instances: Set<JobInstance>)
}

extension JobExecutor {
    /// Runs of any plugin.
    package var runnablePlugins: Set<String>? { nil }

    /// Nothing is noted.
    package func heldBack(_ instances: Set<JobInstance>) {}
}
