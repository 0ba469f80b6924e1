import PluginABI
import Synchronization

/// `hashinsight.jobs/1` for one instance: how far a run has come.
package final class JobProgressService: Sendable {
    private struct Run {
        let runId: String
        var nextNanos: UInt64 = 0
    }

    private let runs = Mutex<[hi_id: Run]>([:])
    private let report: @Sendable (_ runId: String, _ fraction: Double, _ note: String) -> Void

    /// - Parameter report: Keeps a progress; called at most once a second for a run, from any thread; must not block.
    package init(report: @escaping @Sendable (_ runId: String, _ fraction: Double, _ note: String) -> Void) { self.report = report }

    func began(_ call: hi_id, runId: String) { runs.withLock { $0[call] = Run(runId: runId) } }
    func ended(_ call: hi_id) { _ = runs.withLock { $0.removeValue(forKey: call) } }

    func progress(_ call: hi_id, fraction: Double, note: UnsafeRawBufferPointer) -> PluginStatus {
        guard fraction.isFinite else { return .invalidArgument }
        let now = monotonicNanos()
        let found: (runId: String, isDue: Bool)? = runs.withLock { runs in
            guard let run = runs[call] else { return nil }
            let isDue = now >= run.nextNanos
            if isDue { runs[call]?.nextNanos = now + 1_000_000_000 }
            return (run.runId, isDue)
        }
        guard let found else { return .stale }
        if found.isDue {
            report(found.runId, min(max(fraction, 0), 1), LogService.escaped(UnsafeRawBufferPointer(rebasing: note.prefix(512))))
        }
        return .ok
    }
}
