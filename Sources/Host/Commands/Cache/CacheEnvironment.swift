import HostCache

/// What the environment says of the cache.
enum CacheEnvironment {
    /// `REDIS_URL`; nil if it is not set.
    /// - Throws: ``Failure`` if it is wrong, or its file cannot be read.
    static func redis(_ environment: Environment) throws -> RedisAddress? {
        guard let url = try environment.value("REDIS_URL") else { return nil }
        do throws(RedisAddress.URLError) { return try RedisAddress(url: url) } catch { throw Failure(.wrongInput, error.message) }
    }
}
