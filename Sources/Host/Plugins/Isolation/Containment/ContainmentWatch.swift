import Synchronization

/// Counts what an instance in the host's process does against the contract, and says once that it does so too often.
///
/// Thread: any; nothing blocks.
final class ContainmentWatch: Sendable {
    /// Completions of calls that were not under way.
    static let maximumStale = 10
    /// Completions that did not come though the caller had been answered for it.
    static let maximumMissing = 5
    /// A completion that is owed for so long after its caller was answered, and after the call's own deadline, is missing.
    static let overdueNanos: UInt64 = 5_000_000_000
    /// A deadline that is further away is not waited for.
    static let longestWatchNanos: UInt64 = 24 * 3_600_000_000_000

    /// Operations that go on after their calls' ends …
    static let maximumHeld = 32
    /// … at so many looks in a row.
    static let looksInARow = 3

    private let stale = Atomic<Int>(0)
    private let missing = Atomic<Int>(0)
    private let overruns = Mutex(OverrunTally())
    private let looksWithHeld = Atomic<Int>(0)
    private let turn = FirstOnly()
    private let onBreach: @Sendable (_ reason: String) -> Void

    /// - Parameter onBreach: Called at most once, on any thread; must not block.
    init(onBreach: @escaping @Sendable (_ reason: String) -> Void) { self.onBreach = onBreach }

    /// A call was completed twice, or one that never was.
    func completedStale() {
        let count = stale.add(1, ordering: .relaxed).newValue
        if count >= Self.maximumStale { breach("\(count) completions of calls that were not under way") }
    }

    /// A caller was answered without the plugin.
    ///
    /// - Parameters:
    ///   - deadlineNanos: The call's own, if the caller gave up before: a plugin that goes on until then breaks nothing.
    ///   - isOwed: Asked later: whether the completion is still to come.
    func expired(deadlineNanos: UInt64 = 0, isOwed: @escaping @Sendable () -> Bool) {
        let now = monotonicNanos()
        let lawfulNanos = deadlineNanos > now ? deadlineNanos - now : 0
        guard lawfulNanos <= Self.longestWatchNanos else { return }
        Task {
            try? await Task.sleep(nanoseconds: lawfulNanos + Self.overdueNanos)
            if isOwed() { completionMissing() }
        }
    }

    func completionMissing() {
        let count = missing.add(1, ordering: .relaxed).newValue
        if count >= Self.maximumMissing { breach("\(count) calls that were never completed") }
    }

    /// A call computed for longer than a plugin with `calls: inline` may.
    ///
    /// - Parameter processorNanos: Of the thread that ran it.
    func overran(processorNanos: UInt64, atNanos now: UInt64) {
        guard overruns.withLock({ $0.overran(processorNanos: processorNanos, atNanos: now) }) else { return }
        breach("\(OverrunTally.maximumOverruns) calls and more within a minute computed for longer than 1 ms each")
    }

    /// The instance's calls hold all threads that it may have, long after their deadlines.
    func heldThreads() { breach("its calls hold the plugin's threads beyond their deadlines") }

    /// Memory behind what was lent has changed. Once is enough: nobody knows what else was written to.
    func overwrote() { breach("it wrote past the error buffer that it was lent") }

    /// Looked at every few seconds: what the instance holds beyond its end. Calls that were never completed are counted one by one.
    func holds(_ held: HeldBeyondEnd) {
        let open = held.operations + held.deviceRounds
        guard open >= Self.maximumHeld else { return looksWithHeld.store(0, ordering: .relaxed) }
        if looksWithHeld.add(1, ordering: .relaxed).newValue >= Self.looksInARow {
            breach("\(open) operations were left open by calls that had ended")
        }
    }

    private func breach(_ reason: String) { if turn.take() { onBreach(reason) } }
}
