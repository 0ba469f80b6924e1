import Synchronization

/// Values in the memory of this host.
package final class MemoryCache: CacheBackend {
    /// Of all partitions together.
    package static let standardBytes = 134_217_728

    private let core: Mutex<MemoryCore>
    private let clock: @Sendable () -> UInt64

    /// - Parameters:
    ///   - maximumBytes: Of names and values of all partitions together.
    ///   - clock: Nanoseconds of a clock that never goes back.
    package init(maximumBytes: Int = MemoryCache.standardBytes, clock: @escaping @Sendable () -> UInt64 = CacheClock.monotonicNanos) {
        core = Mutex(MemoryCore(maximumBytes: maximumBytes))
        self.clock = clock
    }

    /// As ``CacheBackend/get(_:leaseMillis:)``; never away.
    package func get(_ key: CacheKey, leaseMillis: Int64) -> CacheLookup {
        let now = nowMillis
        return core.withLock { $0.get(key, nowMillis: now, leaseMillis: leaseMillis, newLease: .random(in: 1 ... .max)) }
    }

    /// As ``CacheBackend/put(_:_:lease:within:)``; never away.
    package func put(_ key: CacheKey, _ value: CacheValue, lease: Int64?, within limits: CacheLimits) -> CacheUse? {
        let now = nowMillis
        return core.withLock { $0.put(key, value, lease: lease, within: limits, nowMillis: now) }
    }

    /// As ``CacheBackend/remove(_:)``; never away.
    package func remove(_ key: CacheKey) { core.withLock { $0.remove(key) } }

    /// As ``CacheBackend/release(_:lease:)``; never away.
    package func release(_ key: CacheKey, lease: Int64) { core.withLock { $0.release(key, lease: lease) } }

    /// As ``CacheBackend/clear(_:)``; never away.
    package func clear(_ partition: CachePartition) { core.withLock { $0.clear(partition) } }

    /// Forgets everything.
    package func clear() { core.withLock { $0.clear() } }

    /// What is kept, of all partitions together.
    package var use: CacheUse { core.withLock { CacheUse(entries: $0.entries, bytes: $0.bytes) } }

    /// Values that went before their time, for want of room, since the start.
    package var evictions: Int { core.withLock(\.evictions) }

    private var nowMillis: Int64 { Int64(clamping: clock() / 1_000_000) }
}
