import Synchronization

/// News within this process: publishers of any tenant, watchers by sight and topic. Never blocks a publisher.
///
/// A watcher has a bounded buffer; when it is full the oldest goes, and the watcher is told how many went. Thread: any.
package final class EventBus: Sendable {
    private struct State {
        var watchers: [UInt64: EventSubscription] = [:]
        var next: UInt64 = 0
        var relay: (@Sendable (HostEvent) -> Void)?
    }

    private let state = Mutex(State())

    package init() {}

    /// How many watch.
    package var watcherCount: Int { state.withLock { $0.watchers.count } }

    /// Tells everybody who may see it, here and, if a relay is set, on the other hosts.
    package func publish(_ event: HostEvent) {
        let relay = deliver(event)
        relay?(event)
    }

    /// Tells the watchers of this process only: for what every host learns by itself.
    package func publishHere(_ event: HostEvent) { deliver(event) }

    /// Tells the watchers of this process only: for events that came from another host.
    @discardableResult
    func deliver(_ event: HostEvent) -> (@Sendable (HostEvent) -> Void)? {
        let (watchers, relay) = state.withLock { state in
            (state.watchers.values.filter { $0.sees(event) }, state.relay)
        }
        for watcher in watchers { watcher.offer(event) }
        return relay
    }

    /// Watches.
    ///
    /// - Parameters:
    ///   - sight: The tenant keys that the watcher may see.
    ///   - topics: Only these; nil for all.
    ///   - limit: Events kept while the watcher is slow.
    /// - Returns: A sequence of events; it ends when its task is cancelled or ``EventSubscription/end()`` is called.
    package func subscribe(sight: ClosedRange<Int64>, topics: Set<String>? = nil, limit: Int = 64) -> EventSubscription {
        state.withLock { state in
            state.next += 1
            let number = state.next
            let subscription = EventSubscription(sight: sight, topics: topics, limit: limit) { [weak self] in
                _ = self?.state.withLock { $0.watchers.removeValue(forKey: number) }
            }
            state.watchers[number] = subscription
            return subscription
        }
    }

    /// Hands every event published here to the other hosts.
    func relay(_ relay: (@Sendable (HostEvent) -> Void)?) { state.withLock { $0.relay = relay } }

    /// Ends all subscriptions, at the host's end.
    package func endAll() { for watcher in state.withLock({ Array($0.watchers.values) }) { watcher.end() } }
}
