import Synchronization

/// The events of one watcher, in order. One reader at a time.
package final class EventSubscription: AsyncSequence, Sendable {
    /// What a watcher is told.
    package enum Element: Sendable {
        case event(HostEvent)
        /// So many events before the next were lost because the watcher was slow: it should ask for the whole state again.
        case dropped(Int)
    }

    private struct State {
        var buffer: [HostEvent] = []
        var head = 0
        var dropped = 0
        var isEnded = false
        var waiting: CheckedContinuation<Element?, Never>?
    }

    private let sight: ClosedRange<Int64>
    private let topics: Set<String>?
    private let limit: Int
    private let onEnd: @Sendable () -> Void
    private let state = Mutex(State())

    init(sight: ClosedRange<Int64>, topics: Set<String>?, limit: Int, onEnd: @escaping @Sendable () -> Void) {
        self.sight = sight
        self.topics = topics
        self.limit = Swift.max(1, limit)
        self.onEnd = onEnd
    }

    func sees(_ event: HostEvent) -> Bool { sight.contains(event.tenantKey) && topics?.contains(event.topic) ?? true }

    func offer(_ event: HostEvent) {
        let reader = state.withLock { state -> CheckedContinuation<Element?, Never>? in
            if state.isEnded { return nil }
            if let reader = state.waiting.take() { return reader }
            if state.buffer.count - state.head >= limit {
                state.head += 1
                state.dropped += 1
            }
            if state.head > limit {
                state.buffer.removeFirst(state.head)
                state.head = 0
            }
            state.buffer.append(event)
            return nil
        }
        reader?.resume(returning: .event(event))
    }

    /// Ends the sequence; what is buffered is dropped.
    package func end() {
        let reader = state.withLock { state -> CheckedContinuation<Element?, Never>? in
            state.isEnded = true
            state.buffer = []
            state.head = 0
            return state.waiting.take()
        }
        reader?.resume(returning: nil)
        onEnd()
    }

    /// The next event; nil at the end or when the task is cancelled.
    package func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: Element?? = state.withLock { state in
                    if state.isEnded || Task.isCancelled { return .some(nil) }
                    if state.dropped > 0 {
                        defer { state.dropped = 0 }
                        return .dropped(state.dropped)
                    }
                    if state.head < state.buffer.count {
                        defer { state.head += 1 }
                        return .event(state.buffer[state.head])
                    }
                    precondition(state.waiting == nil, "one reader at a time")
                    state.waiting = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            end()
        }
    }

    /// Reads the events; one at a time for a subscription.
    package struct Iterator: AsyncIteratorProtocol {
        let subscription: EventSubscription

        /// The next event, or nil when the subscription has ended or the task was cancelled.
        package mutating func next() async -> Element? { await subscription.next() }
    }

    /// Begins to read. Events that came since `subscribe` are there already.
    package func makeAsyncIterator() -> Iterator { Iterator(subscription: self) }
}
