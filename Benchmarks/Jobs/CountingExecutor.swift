import HostJobs
import Synchronization

/// Runs what the job's name says: nothing, a rest of 5 ms, or nothing with a note of how long it waited.
final class CountingExecutor: JobExecutor {
    static let flood = "flood"
    static let timed = "timed"

    private let state = Mutex((waits: [Double](), flooded: 0, awaited: 0))

    /// So many more were enqueued.
    func expect(_ count: Int) { state.withLock { $0.awaited += count } }
    /// Every run that was expected has ended.
    var hasRunAll: Bool { state.withLock { $0.awaited == 0 } }

    /// Seconds from being enqueued to being started, of all timed runs.
    var waits: [Double] { state.withLock { $0.waits } }
    var flooded: Int { state.withLock { $0.flooded } }

    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome {
        if run.job == Self.flood {
            try? await Task.sleep(for: .milliseconds(5))
            state.withLock { $0.flooded += 1 }
        } else if run.job == Self.timed, let enqueued = run.arguments.flatMap(Double.init) {
            let wait = monotonicSeconds() - enqueued
            state.withLock { $0.waits.append(wait) }
        }
        state.withLock { $0.awaited -= 1 }
        return .succeeded(summary: nil)
    }
}
