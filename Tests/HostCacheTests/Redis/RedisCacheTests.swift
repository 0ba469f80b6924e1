import TestSupport
import Testing

@testable import HostCache

/// Against a real Redis, on a socket of the test's own.
@Suite("Values in Redis", .timeLimit(.minutes(5)))
struct RedisCacheTests {
    private let alpha = CachePartition(plugin: "test", tenantKey: 1)
    private let roomy = CacheLimits(entries: 100, bytes: 4_000_000)

    private func value(_ text: String, fresh: Int64 = 60_000, keep: Int64 = 120_000) -> CacheValue {
        CacheValue(Array(text.utf8), freshMillis: fresh, keepMillis: keep)
    }

    /// Runs the body with a Redis, and ends it.
    private func with(_ options: [String] = [], _ body: (TestRedis) async throws -> Void) async throws {
        let redis = try await TestRedis(options)
        defer { redis.stop() }
        try await body(redis)
    }

    @Test("A value is fresh, then stale, then gone; any bytes come back as they were put") func life() async throws {
        try await with { redis in
            let cache = RedisCache(redis.address, installation: "one")
            let key = CacheKey(alpha, "price\r\n\u{1F4B0}")
            #expect(try await cache.get(key, leaseMillis: 0) == .missing)
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            let size = bytes.count + key.name.utf8.count
            let put = try await cache.put(key, CacheValue(bytes, freshMillis: 1, keepMillis: 60_000), lease: nil, within: roomy)
            #expect(put == CacheUse(entries: 1, bytes: size))
            try await eventually("it is stale") { (try? await cache.get(key, leaseMillis: 0).state) == .stale }
            let stale = try await cache.get(key, leaseMillis: 0)
            #expect(stale.bytes == bytes && stale.ageMillis >= 1 && stale.lease == nil)
            #expect(try await cache.put(key, value("", fresh: 1, keep: 1), lease: nil, within: roomy) != nil)
            try await eventually("it is gone") { (try? await cache.get(key, leaseMillis: 0)) == .missing }
            #expect(try await cache.put(CacheKey(alpha, "b"), value("1"), lease: nil, within: roomy) == CacheUse(entries: 1, bytes: 2))
        }
    }

    @Test("Of two hosts one gets the lease, and the other's late value is refused") func lease() async throws {
        try await with { redis in
            let (one, two) = (RedisCache(redis.address, installation: "one"), RedisCache(redis.address, installation: "one"))
            let key = CacheKey(alpha, "price")
            let lease = try #require(try await one.get(key, leaseMillis: 60_000).lease)
            #expect(try await two.get(key, leaseMillis: 60_000).lease == nil)
            try await two.release(key, lease: lease &+ 1)
            #expect(try await two.get(key, leaseMillis: 60_000).lease == nil, "another's lease cannot be given back")
            try await one.release(key, lease: lease)
            let second = try #require(try await two.get(key, leaseMillis: 60_000).lease)
            #expect(try await one.put(key, value("late"), lease: lease, within: roomy) == nil)
            #expect(try await two.put(key, value("1"), lease: second, within: roomy) != nil)
            #expect(try await one.get(key, leaseMillis: 0).bytes == Array("1".utf8))
            try await one.remove(key)
            let third = try #require(try await two.get(key, leaseMillis: 60_000).lease)
            try await one.remove(key)
            #expect(
                try await two.put(key, value("old"), lease: third, within: roomy) == nil, "what was removed meanwhile does not come back")
            let short = try #require(try await two.get(key, leaseMillis: 1).lease)
            try await eventually("a lease ends by itself") { (try? await one.get(key, leaseMillis: 60_000).lease) != nil }
            #expect(try await two.put(key, value("late"), lease: short, within: roomy) == nil)
        }
    }

    @Test("Beyond the limits of a partition goes what ends soonest, and nothing of another") func limits() async throws {
        try await with { redis in
            let cache = RedisCache(redis.address, installation: "one")
            let beta = CacheKey(CachePartition(plugin: "test", tenantKey: 2), "a")
            _ = try await cache.put(beta, value("beta's"), lease: nil, within: roomy)
            let three = CacheLimits(entries: 3, bytes: 1_000)
            for (name, keep) in [("a", 90_000), ("b", 70_000), ("c", 80_000)] as [(String, Int64)] {
                _ = try await cache.put(CacheKey(alpha, name), value("1", keep: keep), lease: nil, within: three)
            }
            #expect(
                try await cache.put(CacheKey(alpha, "d"), value("1", keep: 61_000), lease: nil, within: three)
                    == CacheUse(entries: 3, bytes: 6))
            #expect(try await cache.get(CacheKey(alpha, "b"), leaseMillis: 0) == .missing)
            #expect(try await cache.get(CacheKey(alpha, "d"), leaseMillis: 0).state == .fresh, "the newest one stays")
            let small = CacheLimits(entries: 3, bytes: 12)
            #expect(
                try await cache.put(CacheKey(alpha, "e"), value("123456789"), lease: nil, within: small) == CacheUse(entries: 2, bytes: 12))
            #expect(try await cache.get(beta, leaseMillis: 0).state == .fresh)
            try await cache.clear(alpha)
            #expect(try await cache.get(CacheKey(alpha, "e"), leaseMillis: 0) == .missing)
            #expect(try await cache.get(beta, leaseMillis: 0).state == .fresh)
        }
    }

    @Test("No two keys of different partitions, kinds or installations are one in Redis") func prefixes() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let alphabet = Array("a:{}1slvxb")
        var known: [String: String] = [:]
        for _ in 0..<4_000 {
            let plugin =
                "p"
                + String((0..<Int.random(in: 1...2, using: &random)).map { _ in ["a", "1", "_"].randomElement(using: &random)! }.joined())
            let partition = CachePartition(
                plugin: plugin, tenantKey: Bool.random(using: &random) ? nil : Int64.random(in: 0...20, using: &random))
            let name = String((0..<Int.random(in: 1...6, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
            let installation = ["a", "a1", "b"].randomElement(using: &random)!
            let names = RedisCache.Names(prefix: "hashinsight:\(installation):", partition)
            let found =
                [("value of \(name)", names.value + name), ("lease of \(name)", names.lease + name)]
                + zip(["index", "sizes", "sum"], names.index).map { ($0, $1) }
            for (kind, key) in found {
                let owner = "\(kind) in \(partition.plugin) \(partition.tenantKey ?? -1) of \(installation)"
                #expect(known[key, default: owner] == owner, "seed \(seed)")
                known[key] = owner
            }
        }
    }

    @Test("A password and a database are used; a wrong password is told, without it") func signingIn() async throws {
        try await with(["--requirepass", "sesame"]) { redis in
            var address = redis.address
            let none = await #expect(throws: CacheError.self) { try await RedisCache(address, installation: "one").probe() }
            #expect(none?.message.contains("NOAUTH") == true)
            address.password = "wrong-word"
            let wrong = await #expect(throws: CacheError.self) { try await RedisCache(address, installation: "one").probe() }
            #expect(wrong?.message.contains("refuses to let this host in") == true && wrong?.message.contains("wrong-word") == false)
            address.password = "sesame"
            let key = CacheKey(alpha, "a")
            let first = RedisCache(address, installation: "one")
            _ = try await first.put(key, value("1"), lease: nil, within: roomy)
            address.database = 3
            let other = RedisCache(address, installation: "one")
            #expect(try await other.get(key, leaseMillis: 0) == .missing)
            address.database = 99
            let far = await #expect(throws: CacheError.self) { try await RedisCache(address, installation: "one").probe() }
            #expect(far?.message.contains("out of range") == true, "\(far?.message ?? "")")
        }
    }

    @Test("Many at once are sent together and answered each with its own") func together() async throws {
        try await with { redis in
            let cache = RedisCache(redis.address, installation: "one")
            let limits = CacheLimits(entries: 10_000, bytes: 4_000_000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<500 {
                    group.addTask {
                        let key = CacheKey(alpha, "\(index)")
                        _ = try await cache.put(key, value("value \(index)"), lease: nil, within: limits)
                        #expect(try await cache.get(key, leaseMillis: 0).bytes == Array("value \(index)".utf8))
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
