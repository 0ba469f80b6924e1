import PluginABI

/// A value that was found in the cache.
public struct CacheFound<Value: Cacheable>: Sendable {
    /// As it was put.
    public let value: Value
    /// Since it was put.
    public let age: Duration
    /// Whether it is within the time that it was said to be fresh for.
    public let isFresh: Bool
}

/// The right to make a value that many want. It ends by itself after the time that it was asked for; give it to `put` or to `release`.
public struct CacheLease: Sendable, Hashable {
    let number: Int64
}

/// What a lookup found: a value, the right to make one, both, or neither.
public struct CacheLookup<Value: Cacheable>: Sendable {
    /// The value; nil if there is none.
    public let found: CacheFound<Value>?
    /// Nil if there is a fresh value or somebody else makes one.
    public let lease: CacheLease?

    /// Reads the host's answer. What an other version has kept and this one cannot read is not there.
    init(_ message: [UInt8]) throws(PluginError) {
        (found, lease) = try message.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            let state = reader.first(Int(HI_CACHE_ANSWER_STATE), Int(HI_FIELD_INTEGER))?.integer
            let lease = reader.first(Int(HI_CACHE_ANSWER_LEASE), Int(HI_FIELD_INTEGER))?.integer.map(CacheLease.init)
            guard state == Int64(HI_CACHE_FRESH) || state == Int64(HI_CACHE_STALE),
                let field = reader.first(Int(HI_CACHE_ANSWER_VALUE), Int(HI_FIELD_BYTES)),
                let value = Value(cacheBytes: [UInt8](buffer[field.range]))
            else { return (nil, lease) }
            let age = max(0, reader.first(Int(HI_CACHE_ANSWER_AGE_MS), Int(HI_FIELD_INTEGER))?.integer ?? 0)
            return (CacheFound(value: value, age: .milliseconds(age), isFresh: state == Int64(HI_CACHE_FRESH)), lease)
        }
    }
}
