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

    private let meter: UsageMeter
    private let state: Mutex<State>

    /// - Parameter meter: Says how many places there are, and is told how many are taken.
    init(meter: UsageMeter, maximumWaiting: Int = maximumWaiting, maximumWaitingBytes: Int = maximumWaitingBytes) {
        self.meter = meter
        state = Mutex(
            State(
                line: WaitingLine(
                    places: meter[.statementsInFlight].limit, maximumWaiting: maximumWaiting, maximumWaitingBytes: maximumWaitingBytes)))
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
        let (entry, others) = state.withLock { state in
            state.line.places = max(1, meter[.statementsInFlight].limit)
            let entry = state.line.enter(Waiter(deadlineNanos: deadlineNanos, begin: begin, giveUp: giveUp), bytes: bytes)
            if case .waiting = entry { watch(&state, deadlineNanos) }
            let others = state.line.fill()
            meter[.statementsInFlight].set(level: state.line.taken)
            return (entry, others)
        }
        for other in others { other.begin() }
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
            let (running, waiting) = counts
            throw meter.overQuota(.statementsInFlight, used: running + waiting + 1)
        }
    }

    /// An operation that had begun has ended: the next in line begins.
    func leave() {
        let next = state.withLock { state in
            state.line.places = max(1, meter[.statementsInFlight].limit)
            let next = state.line.leave().map { [$0] } ?? []
            let others = state.line.fill()
            meter[.statementsInFlight].set(level: state.line.taken)
            return next + others
        }
        for waiter in next { waiter.begin() }
    }

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
        let error = PluginCallError(
            .deadline, "the operation waited for one of \(meter[.statementsInFlight].limit) places until its deadline")
        for waiter in expired { waiter.giveUp(error) }
    }
}
