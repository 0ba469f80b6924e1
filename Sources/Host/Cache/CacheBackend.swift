/// Where values are kept. Times are told by its own clock.
///
/// Thread: any; waits without holding one. Throws ``CacheError`` if it cannot be reached.
package protocol CacheBackend: Sendable {
    /// Looks a value up. Without a fresh one the lease is given to whoever asks first.
    ///
    /// - Parameter leaseMillis: For how long; 0 asks for none.
    func get(_ key: CacheKey, leaseMillis: Int64) async throws(CacheError) -> CacheLookup

    /// Keeps a value, and lets go others of its partition beyond its limits.
    ///
    /// - Parameter lease: Nil ends whoever has it.
    /// - Returns: What the partition holds then; nil if the lease has ended, and nothing was kept.
    func put(_ key: CacheKey, _ value: CacheValue, lease: Int64?, within limits: CacheLimits) async throws(CacheError) -> CacheUse?

    /// Removes a value and ends the lease.
    func remove(_ key: CacheKey) async throws(CacheError)

    /// Ends a lease, if it is still this one.
    func release(_ key: CacheKey, lease: Int64) async throws(CacheError)

    /// Removes all values of a partition.
    func clear(_ partition: CachePartition) async throws(CacheError)
}
