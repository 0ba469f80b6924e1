import HostJobs
import Synchronization

/// Takes the progress that plugins tell to the scheduler, at most once a second for each run.
final class ProgressReports: Sendable {
    private struct State {
        var scheduler: Scheduler?
        var lastTold: [Int64: ContinuousClock.Instant] = [:]
    }

    private let state = Mutex(State())

    func connect(_ scheduler: Scheduler) { state.withLock { $0.scheduler = scheduler } }

    /// From any thread; never blocks.
    func report(run: String, fraction: Double, note: String) {
        guard let id = Int64(run) else { return }
        let now = ContinuousClock.now
        let scheduler = state.withLock { state -> Scheduler? in
            if let last = state.lastTold[id], now - last < .seconds(1), fraction < 1 { return nil }
            if state.lastTold.count > 1_000 { state.lastTold = [:] }
            state.lastTold[id] = now
            return state.scheduler
        }
        guard let scheduler else { return }
        Task { try? await scheduler.progress(run: id, fraction: fraction, note: note) }
    }
}
