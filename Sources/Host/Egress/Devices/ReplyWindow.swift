internal import Synchronization

/// How many replies of a round wait to be acknowledged: the back-pressure of a slow taker. Thread: any.
final class ReplyWindow: Sendable {
    private let limit: Int
    private let waiting = Atomic<Int>(0)
    private let isHeldBack = Atomic<Bool>(false)

    init(limit: Int) {
        self.limit = limit
    }

    func handedOver(_ count: Int) {
        waiting.wrappingAdd(count, ordering: .sequentiallyConsistent)
    }

    /// Whether new connections must wait. If so, the acknowledgement that opens the window again says so.
    func isFull() -> Bool {
        guard waiting.load(ordering: .relaxed) > limit else { return false }
        isHeldBack.store(true, ordering: .sequentiallyConsistent)
        // Read again: an acknowledgement may have come before the mark stood, and would then wake nobody.
        return waiting.load(ordering: .sequentiallyConsistent) > limit
    }

    /// Returns whether connections that were held back may begin now. Acknowledging more than was handed over counts as all.
    func acknowledged(_ count: Int) -> Bool {
        var current = waiting.load(ordering: .relaxed)
        while true {
            let left = max(0, current - max(0, count))
            let (isExchanged, original) = waiting.compareExchange(
                expected: current, desired: left, ordering: .sequentiallyConsistent)
            if isExchanged {
                return left <= limit && isHeldBack.exchange(false, ordering: .sequentiallyConsistent)
            }
            current = original
        }
    }
}
