import HostCache
import HostTenancy
import Logging

extension CacheStore {
    /// The host's cache, which tells in the log when Redis went away and came back.
    ///
    /// - Parameters:
    ///   - redis: Nil for the memory alone.
    ///   - secret: The same on all hosts of an installation.
    static func made(_ redis: RedisAddress?, secret: SessionSecret, logger: Logger) -> CacheStore {
        guard let redis else { return CacheStore() }
        let remote = RedisCache(redis, installation: RedisCache.installation(secret: secret.bytes))
        return CacheStore(
            remote: remote,
            onNews: { news in
                switch news {
                case .away(let reason):
                    logger.warning("Redis is away; the memory of this host serves until it is back", metadata: ["reason": "\(reason)"])
                case .back(let nanos):
                    logger.notice("Redis is back", metadata: ["away_seconds": "\(nanos / 1_000_000_000)"])
                }
            })
    }
}
