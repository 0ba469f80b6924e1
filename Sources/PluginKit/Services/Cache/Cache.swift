import PluginABI

/// Values that are dear to make and may be lost at any time: in Redis for all hosts, or in the memory of each. Go on without each of them.
///
/// A key is this plugin's and this tenant's alone; those of ``shared`` are the plugin's for all its tenants. What a value looks like belongs into its
/// key, as in `"price/2"`: an upgrade finds what the version before has kept.
///
/// Thread: any; waits without holding a thread. Cancelled with the task that waits.
public struct Cache: Sendable {
    /// How long a value is fresh if nothing is said.
    public static let standardFreshness = Duration.seconds(300)

    let host: HostHandle
    let isShared: Bool

    /// Values for all tenants of this plugin: answers from outside that are the same for each. The manifest asks with `grants: cache: shared`; without
    /// the operator's consent every use throws `.denied`. Such a value must not depend on the tenant.
    public var shared: Cache { Cache(host: host, isShared: true) }

    /// The value of a key, fresh or stale; nil if there is none.
    ///
    /// Throws `.invalidArgument` for a key that is empty or longer than 200 bytes, `.denied`, `.overQuota`, `.cancelled`.
    public func get<Value: Cacheable>(_ key: String, as type: Value.Type = Value.self) async throws(PluginError) -> CacheFound<Value>? {
        try await look(key, as: type).found
    }

    /// The value of a key, and if it is not fresh the right to make a new one, which one caller of all gets, on all hosts.
    ///
    /// Whoever has the lease owes a `put` with it, or a `release`.
    ///
    /// - Parameters:
    ///   - lease: How long making a value may take: up to ten minutes.
    ///   - waits: While there is no value at all and somebody else makes it, waits for it, or for the lease.
    /// - Throws: As `get`, and `.deadline` for a wait that was too long.
    public func claim<Value: Cacheable>(
        _ key: String, as type: Value.Type = Value.self, lease: Duration = .seconds(30), waits: Bool = true
    ) async throws(PluginError) -> CacheLookup<Value> {
        try await look(key, as: type, lease: lease, waits: waits)
    }

    /// Keeps a value.
    ///
    /// - Parameters:
    ///   - freshFor: Up to 30 days.
    ///   - keepFor: Stale after `freshFor`, gone after this; twice `freshFor` if it is left out.
    ///   - lease: From `claim`. Without one, whoever makes the value now loses the lease.
    /// - Throws: As `get`, `.overQuota` for a value that is too large, and `.conflict` if the lease has ended: nothing was kept.
    public func put(
        _ key: String, _ value: some Cacheable, freshFor: Duration = standardFreshness, keepFor: Duration? = nil,
        lease: CacheLease? = nil
    ) async throws(PluginError) {
        let bytes = value.cacheBytes
        var writer = MessageWriter(kind: 0, fieldCapacity: 6, dataBytes: key.utf8.count + bytes.count)
        begin(&writer, key)
        writer.data(Int(HI_CACHE_VALUE), bytes)
        writer.integer(Int(HI_CACHE_FRESH_MS), freshFor.milliseconds)
        writer.integer(Int(HI_CACHE_KEEP_MS), max(freshFor, keepFor ?? freshFor * 2).milliseconds)
        if let lease { writer.integer(Int(HI_CACHE_LEASE), lease.number) }
        _ = try await run(host.services.cache?.put, try writer.finish())
    }

    /// Removes a value; whoever makes a new one now is not heard. Throws as `get`.
    public func remove(_ key: String) async throws(PluginError) {
        var writer = MessageWriter(kind: 0, fieldCapacity: 2, dataBytes: key.utf8.count)
        begin(&writer, key)
        _ = try await run(host.services.cache?.remove, try writer.finish())
    }

    /// Gives a lease back, so that the next one may try at once. Throws as `get`.
    public func release(_ key: String, _ lease: CacheLease) async throws(PluginError) {
        var writer = MessageWriter(kind: 0, fieldCapacity: 3, dataBytes: key.utf8.count)
        begin(&writer, key)
        writer.integer(Int(HI_CACHE_LEASE), lease.number)
        _ = try await run(host.services.cache?.release, try writer.finish())
    }

    private func look<Value: Cacheable>(
        _ key: String, as type: Value.Type, lease: Duration? = nil, waits: Bool = false
    ) async throws(PluginError) -> CacheLookup<Value> {
        var writer = MessageWriter(kind: 0, fieldCapacity: 4, dataBytes: key.utf8.count)
        begin(&writer, key)
        if let lease { writer.integer(Int(HI_CACHE_LEASE_MS), lease.milliseconds) }
        if waits { writer.integer(Int(HI_CACHE_WAITS), 1) }
        return try CacheLookup(try await run(host.services.cache?.get, try writer.finish()))
    }

    private func begin(_ writer: inout MessageWriter, _ key: String) {
        writer.text(Int(HI_CACHE_KEY), key)
        if isShared { writer.integer(Int(HI_CACHE_SHARED), 1) }
    }

    private func run(_ start: HostOperation.Start?, _ message: [UInt8]) async throws(PluginError) -> [UInt8] {
        try await HostOperation.ask(
            host, start, cancel: host.services.cache?.cancel, message,
            notGranted: PluginError(.denied, "The cache was not granted: the manifest must list \(HI_CACHE_1) under services."))
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, so that no span becomes none.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let parts = (attoseconds > 0 ? attoseconds + 999_999_999_999_999 : attoseconds) / 1_000_000_000_000_000
        guard seconds.magnitude < UInt64(Int64.max / 1_000) else { return seconds < 0 ? .min : .max }
        return seconds * 1_000 + parts
    }
}
