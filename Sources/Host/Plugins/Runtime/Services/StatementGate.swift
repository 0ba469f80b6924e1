import Synchronization

/// Lets so many of an instance's database operations run at once; the others wait in order, until their deadline or their cancellation.
///
/// Thread: any; never blocks.
final class StatementGate: Sendable {
    /// The most operations of one instance that wait.
    static let maximumWaiting = 1_000
    /// The most bytes of parameters and rows that wait with them.
    static let maximumWaitingBytes = 64 << 20

    private struct Waiter: Sendable {
        let deadlineNanos: UInt64
        let begin: @Sendable () -> Void
        let giveUp: @Sendable (PluginCallError) -> Void
    }

    private struct State {
        var line: WaitingLine<Waiter>
        /// Sleeps until the first deadline of those that wait; late when that one has begun meanwhile.
        var watch: Task<Void, Never>?
        var watchNanos = UInt64.max
    }

    private let places: Int
    private let state: Mutex<State>

    init(places: Int, maximumWaiting: Int = maximumWaiting, maximumWaitingBytes: Int = maximumWaitingBytes) {
        self.places = places
        state = Mutex(
            State(line: WaitingLine(places: places, maximumWaiting: maximumWaiting, maximumWaitingBytes: maximumWaitingBytes)))
    }

    deinit { state.withLock { $0.watch?.cancel() } }

    /// How many have a place, and how many wait for one.
    var counts: (running: Int, waiting: Int) { state.withLock { ($0.line.taken, $0.line.waitingCount) } }

    /// Runs `begin` now, or when a place is free; then ``leave()`` must be called once. Or runs `giveUp`: then there is nothing to leave.
    ///
    /// - Parameters:
    ///   - bytes: What waits with the operation.
    ///   - deadlineNanos: Absolute, CLOCK_MONOTONIC.
    /// - Returns: Gives up the wait; does nothing once the operation has begun. Nil if it has begun already.
    /// - Throws: ``PluginCallError`` with `overQuota` if too much waits; neither is run then.
    func enter(
        bytes: Int, deadlineNanos: UInt64, begin: @escaping @Sendable () -> Void, giveUp: @escaping @Sendable (PluginCallError) -> Void
    ) throws(PluginCallError) -> (@Sendable () -> Void)? {
        let entry = state.withLock { state in
            let entry = state.line.enter(Waiter(deadlineNanos: deadlineNanos, begin: begin, giveUp: giveUp), bytes: bytes)
            if case .waiting = entry { watch(&state, deadlineNanos) }
            return entry
        }
        switch entry {
        case .admitted:
            begin()
            return nil
        case .waiting(let ticket):
            return {
                self.state.withLock { $0.line.remove(ticket) }?
                    .giveUp(PluginCallError(.cancelled, "the operation was cancelled while it waited to begin"))
            }
        case .refused:
            let waiting = counts.waiting
            throw PluginCallError(
                .overQuota,
                "\(places) database operations of this instance are under way and \(waiting) more wait, which is the most; try again later")
        }
    }

    /// An operation that had begun has ended: the next in line begins.
    func leave() { state.withLock { $0.line.leave() }?.begin() }

    private func watch(_ state: inout State, _ deadlineNanos: UInt64) {
        guard deadlineNanos < state.watchNanos else { return }
        state.watch?.cancel()
        state.watchNanos = deadlineNanos
        state.watch = Task { [weak self] in
            let now = monotonicNanos()
            if deadlineNanos > now { try? await Task.sleep(for: .nanoseconds(deadlineNanos - now)) }
            if !Task.isCancelled { self?.expire() }
        }
    }

    private func expire() {
        let expired = state.withLock { state in
            let now = monotonicNanos()
            let expired = state.line.remove { $0.deadlineNanos <= now }
            state.watchNanos = .max
            if let next = state.line.waitingElements.map(\.deadlineNanos).min() { watch(&state, next) }
            return expired
        }
        let error = PluginCallError(.deadline, "the operation waited for one of \(places) places until its deadline")
        for waiter in expired { waiter.giveUp(error) }
    }
}
