/// What became of a plugin's lookups since the start.
package struct CacheCounts: Sendable, Equatable {
    package var fresh = 0
    package var stale = 0
    package var missing = 0
    package var puts = 0
}

/// The state of the cache at one moment.
package struct CacheFigures: Sendable {
    /// By plugin.
    package let counts: [String: CacheCounts]
    /// In the memory of this host.
    package let memory: CacheUse
    /// Values that went from the memory before their time.
    package let evictions: Int
    /// Whether Redis serves; nil where there is none.
    package let isRemoteServing: Bool?
    /// Operations that did not reach Redis.
    package let remoteFailures: Int
}
