import Synchronization

/// The host's cache: Redis where there is one, the memory of this host otherwise and while Redis is away.
///
/// Thread: any; waits without holding one.
package final class CacheStore: Sendable {
    /// What an operator wants to know.
    package enum News: Sendable {
        /// Why, for a person.
        case away(reason: String)
        case back(afterNanos: UInt64)
    }

    private static let firstLookNanos: UInt64 = 5_000_000
    private static let longestLookNanos: UInt64 = 250_000_000

    private let memory: MemoryCache
    private let remote: (any RemoteCache)?
    private let clock: @Sendable () -> UInt64
    private let onNews: @Sendable (News) -> Void
    private let state = Mutex(CacheSwitch())
    private let notices = CacheNotices()
    private let counts = Mutex<[String: CacheCounts]>([:])
    private let failures = Atomic<Int>(0)

    /// - Parameters:
    ///   - remote: Redis; nil for the memory alone.
    ///   - clock: Nanoseconds of a clock that never goes back.
    ///   - onNews: Told when Redis went away or came back; called from any thread, must not block.
    package init(
        memory: MemoryCache = MemoryCache(), remote: (any RemoteCache)? = nil,
        clock: @escaping @Sendable () -> UInt64 = CacheClock.monotonicNanos, onNews: @escaping @Sendable (News) -> Void = { _ in }
    ) {
        self.memory = memory
        self.remote = remote
        self.clock = clock
        self.onNews = onNews
    }

    /// Looks a value up.
    ///
    /// - Parameters:
    ///   - leaseMillis: Asks for the right to make a new value, for so long; 0 does not.
    ///   - waits: While there is no value and somebody else makes it, waits for it, or for the lease.
    ///   - deadlineNanos: Of this store's clock; ends a wait.
    /// - Throws: ``CacheError``: `deadline` for a wait that was too long, `cancelled`. Never `away`.
    package func get(
        _ key: CacheKey, leaseMillis: Int64 = 0, waits: Bool = false, deadlineNanos: UInt64 = .max
    ) async throws(CacheError) -> CacheLookup {
        var pause = Self.firstLookNanos
        while true {
            let found = await serving(key.partition, key.name, isChange: false) { cache throws(CacheError) in
                try await cache.get(key, leaseMillis: leaseMillis)
            }
            guard found.state == .missing, found.lease == nil, leaseMillis > 0, waits else {
                count(key) { counts in
                    switch found.state {
                    case .fresh: counts.fresh += 1
                    case .stale: counts.stale += 1
                    case .missing: counts.missing += 1
                    }
                }
                return found
            }
            let now = clock()
            guard now < deadlineNanos else {
                throw CacheError(.deadline, "the deadline passed while somebody else made the value")
            }
            await notices.wait(key, atMostNanos: min(pause, deadlineNanos - now))
            guard !Task.isCancelled else { throw CacheError(.cancelled, "the lookup was cancelled") }
            pause = min(pause * 2, Self.longestLookNanos)
        }
    }

    /// Keeps a value.
    ///
    /// - Parameter lease: Of the `get` that it is for; nil ends whoever has one.
    /// - Returns: What the partition holds then; nil if the lease has ended, and nothing was kept.
    package func put(_ key: CacheKey, _ value: CacheValue, lease: Int64? = nil, within limits: CacheLimits) async -> CacheUse? {
        count(key) { $0.puts += 1 }
        let use = await serving(key.partition, key.name, isChange: true) { cache throws(CacheError) in
            try await cache.put(key, value, lease: lease, within: limits)
        }
        notices.tell(key)
        return use
    }

    /// Removes a value and ends the lease.
    package func remove(_ key: CacheKey) async {
        await serving(key.partition, key.name, isChange: true) { cache throws(CacheError) in try await cache.remove(key) }
        notices.tell(key)
    }

    /// Gives a lease back.
    package func release(_ key: CacheKey, lease: Int64) async {
        await serving(key.partition, key.name, isChange: false) { cache throws(CacheError) in try await cache.release(key, lease: lease) }
        notices.tell(key)
    }

    /// Removes all values of a partition, on this host and in Redis; what other hosts have in their memory is theirs.
    package func clear(_ partition: CachePartition) async {
        await serving(partition, nil, isChange: true) { cache throws(CacheError) in try await cache.clear(partition) }
    }

    /// Where Redis is, for people; nil where there is none.
    package var remotePlace: String? { remote?.place }

    /// Asks Redis, if there is one, so that what is wrong with it is told before it is needed.
    package func check() async {
        guard let remote else { return }
        do throws(CacheError) { try await remote.probe() } catch { noteFailure(error) }
    }

    /// As it stands now.
    package var figures: CacheFigures {
        CacheFigures(
            counts: counts.withLock { $0 }, memory: memory.use, evictions: memory.evictions,
            isRemoteServing: remote == nil ? nil : state.withLock(\.isServing), remoteFailures: failures.load(ordering: .relaxed))
    }

    /// Ends what is under way with Redis.
    package func close() { remote?.close() }

    /// Does it with whoever serves now. If Redis turns out to be away, the memory does it.
    private func serving<Result: Sendable>(
        _ partition: CachePartition, _ name: String?, isChange: Bool,
        _ body: @Sendable (any CacheBackend) async throws(CacheError) -> Result
    ) async -> Result {
        if let remote {
            let route = state.withLock { $0.route(partition, name, nowNanos: clock()) }
            if route == .memoryAndProbe { Task { await self.askWhetherBack(remote) } }
            if route == .remote {
                do throws(CacheError) {
                    return try await body(remote)
                } catch {
                    noteFailure(error)
                }
            }
            // It may have done it before it went away, or not: then it must forget the key.
            if isChange { state.withLock { $0.note(partition, name) } }
        }
        do throws(CacheError) { return try await body(memory) } catch { preconditionFailure("the memory is never away: \(error)") }
    }

    private func noteFailure(_ error: CacheError) {
        failures.add(1, ordering: .relaxed)
        if state.withLock({ $0.failed(nowNanos: clock()) }) { onNews(.away(reason: error.message)) }
    }

    private func askWhetherBack(_ remote: any RemoteCache) async {
        do throws(CacheError) {
            try await remote.probe()
        } catch {
            failures.add(1, ordering: .relaxed)
            return state.withLock { $0.probeFailed(nowNanos: clock()) }
        }
        state.withLock { $0.probeSucceeded() }
        do throws(CacheError) {
            while let (partition, names) = state.withLock(\.toForget) {
                if let names {
                    for name in names { try await remote.remove(CacheKey(partition, name)) }
                } else {
                    try await remote.clear(partition)
                }
                state.withLock { $0.forgot(partition) }
            }
        } catch {
            return noteFailure(error)
        }
        guard let away = state.withLock({ $0.returned(nowNanos: clock()) }) else { return }
        // What it knows may be older than what Redis will say from now on.
        memory.clear()
        onNews(.back(afterNanos: away))
    }

    private func count(_ key: CacheKey, _ body: (inout CacheCounts) -> Void) {
        counts.withLock { body(&$0[key.partition.plugin, default: CacheCounts()]) }
    }
}
