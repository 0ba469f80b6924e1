/// All partitions of one host, within a number of bytes. Pure; times are milliseconds of one clock.
struct MemoryCore {
    private var partitions: [CachePartition: MemoryPartition] = [:]
    private let maximumBytes: Int
    private(set) var bytes = 0
    private(set) var entries = 0
    /// Values that went before their time, for want of room.
    private(set) var evictions = 0

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    mutating func get(_ key: CacheKey, nowMillis: Int64, leaseMillis: Int64, newLease: Int64) -> CacheLookup {
        changing(key.partition) { $0.get(key.name, nowMillis: nowMillis, leaseMillis: leaseMillis, newLease: newLease) }
    }

    mutating func put(
        _ key: CacheKey, _ value: CacheValue, lease: Int64?, within limits: CacheLimits, nowMillis: Int64
    ) -> CacheUse? {
        let evicted = changing(key.partition) { $0.put(key.name, value, lease: lease, within: limits, nowMillis: nowMillis) }
        guard let evicted else { return nil }
        evictions += evicted
        // Who holds the most gives way: a tenant that floods the cache displaces itself.
        while bytes > maximumBytes, let largest = partitions.max(by: { $0.value.bytes < $1.value.bytes })?.key {
            guard changing(largest, { $0.dropOldest() }) else { break }
            evictions += 1
        }
        return use(of: key.partition)
    }

    mutating func remove(_ key: CacheKey) { changing(key.partition) { $0.remove(key.name) } }

    mutating func release(_ key: CacheKey, lease: Int64) { changing(key.partition) { $0.release(key.name, lease: lease) } }

    mutating func clear(_ partition: CachePartition) { changing(partition) { $0 = MemoryPartition() } }

    /// Forgets everything.
    mutating func clear() {
        partitions = [:]
        (bytes, entries) = (0, 0)
    }

    func use(of partition: CachePartition) -> CacheUse {
        CacheUse(entries: partitions[partition]?.count ?? 0, bytes: partitions[partition]?.bytes ?? 0)
    }

    /// Changes a partition in place, keeps the sums, and lets an empty one go.
    private mutating func changing<Result>(_ partition: CachePartition, _ body: (inout MemoryPartition) -> Result) -> Result {
        let before = use(of: partition)
        let result = body(&partitions[partition, default: MemoryPartition()])
        let after = use(of: partition)
        bytes += after.bytes - before.bytes
        entries += after.entries - before.entries
        if partitions[partition]?.isEmpty == true { partitions[partition] = nil }
        return result
    }
}
