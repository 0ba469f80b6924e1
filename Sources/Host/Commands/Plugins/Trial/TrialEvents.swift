import HostPlugins
import Synchronization

/// The topics that were published since the trial began. Thread: any.
final class TrialEvents: Sendable {
    private let topics = Mutex<[String]>([])

    /// Returns when the subscription ends.
    func gather(_ subscription: EventSubscription) async {
        for await element in subscription {
            if case .event(let event) = element { topics.withLock { $0.append(event.topic) } }
        }
    }

    var count: Int { topics.withLock(\.count) }

    /// Waits until all of `wanted` came after the first `start` topics, ten seconds at most.
    /// - Returns: Those that did not come.
    func missing(_ wanted: [String], after start: Int) async -> [String] {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let came = topics.withLock { Set($0[start...]) }
            let missing = wanted.filter { !came.contains($0) }
            if missing.isEmpty || ContinuousClock.now >= end { return missing }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
