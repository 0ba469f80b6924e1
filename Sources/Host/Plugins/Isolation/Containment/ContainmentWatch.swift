import Synchronization

/// Counts what an instance in the host's process does against the contract, and says once that it does so too often.
///
/// Thread: any; nothing blocks.
final class ContainmentWatch: Sendable {
    /// Completions of calls that were not under way.
    static let maximumStale = 10
    /// Completions that did not come though the caller had been answered for it.
    static let maximumMissing = 5
    /// A completion that is owed for so long after its caller was answered is missing.
    static let overdueNanos: UInt64 = 5_000_000_000

    private let stale = Atomic<Int>(0)
    private let missing = Atomic<Int>(0)
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
    /// - Parameter isOwed: Asked later: whether the completion is still to come.
    func expired(isOwed: @escaping @Sendable () -> Bool) {
        Task {
            try? await Task.sleep(nanoseconds: Self.overdueNanos)
            if isOwed() { completionMissing() }
        }
    }

    func completionMissing() {
        let count = missing.add(1, ordering: .relaxed).newValue
        if count >= Self.maximumMissing { breach("\(count) calls that were never completed") }
    }

    private func breach(_ reason: String) { if turn.take() { onBreach(reason) } }
}
