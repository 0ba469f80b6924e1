import Synchronization

/// One bucket a client address. Any thread. Remembers at most `capacity` addresses; when full, those with full buckets are forgotten first.
final class RateLimiter: Sendable {
    private let limit: RateLimits.Limit
    private let capacity: Int
    private let buckets = Mutex<[String: TokenBucket]>([:])

    init(limit: RateLimits.Limit, capacity: Int = 50_000) {
        self.limit = limit
        self.capacity = capacity
    }

    /// - Returns: nil if the request may pass, else the whole seconds to wait.
    func take(address: String, nowNanos: UInt64) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= capacity, buckets[address] == nil {
                buckets = buckets.filter { !$0.value.isFull(limit: limit, nowNanos: nowNanos) }
                if buckets.count >= capacity { buckets.removeAll(keepingCapacity: true) }
            }
            var bucket = buckets[address] ?? TokenBucket(limit: limit, nowNanos: nowNanos)
            defer { buckets[address] = bucket }
            return bucket.take(limit: limit, nowNanos: nowNanos).map { max(1, Int($0.rounded(.up))) }
        }
    }
}
