import Synchronization
import Testing

@testable import HostCache

/// The whole cache, over memory and over a real Redis.
@Suite("The host's cache", .timeLimit(.minutes(5)))
struct CacheStoreTests {
    private let key = CacheKey(CachePartition(plugin: "test", tenantKey: 1), "price")
    private let roomy = CacheLimits(entries: 10_000, bytes: 4_000_000)

    private func value(_ text: String, fresh: Int64 = 60_000, keep: Int64 = 120_000) -> CacheValue {
        CacheValue(Array(text.utf8), freshMillis: fresh, keepMillis: keep)
    }

    /// Makes a value as `cached` of PluginKit does, and counts how often.
    private func cached(_ store: CacheStore, _ made: Made) async throws -> [UInt8] {
        let found = try await store.get(key, leaseMillis: 30_000, waits: true)
        guard found.state == .missing, let lease = found.lease else { return found.bytes }
        made.count.add(1, ordering: .relaxed)
        for _ in 0..<50 { await Task.yield() }
        _ = await store.put(key, value("42"), lease: lease, within: roomy)
        return Array("42".utf8)
    }

    @Test("Of many callers one makes the value") func singleFlight() async throws {
        let (store, made) = (CacheStore(), Made())
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<200 { group.addTask { try await cached(store, made) } }
            for try await bytes in group { #expect(bytes == Array("42".utf8)) }
        }
        #expect(made.count.load(ordering: .relaxed) == 1)
    }

    @Test("Of many callers on two hosts one makes the value") func twoHosts() async throws {
        let redis = try await TestRedis()
        defer { redis.stop() }
        let hosts = (0..<2).map { _ in CacheStore(remote: RedisCache(redis.address, installation: "one")) }
        let made = Made()
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for index in 0..<60 { group.addTask { try await cached(hosts[index % 2], made) } }
            for try await bytes in group { #expect(bytes == Array("42".utf8)) }
        }
        #expect(made.count.load(ordering: .relaxed) == 1)
        #expect(hosts.allSatisfy { $0.figures.isRemoteServing == true && $0.figures.memory.entries == 0 })
    }

    @Test("A wait ends with its task") func cancelled() async throws {
        let store = CacheStore()
        #expect(try await store.get(key, leaseMillis: 60_000).lease != nil)
        let waiting = Task { try await store.get(key, leaseMillis: 60_000, waits: true) }
        waiting.cancel()
        let ended = await waiting.result
        #expect(throws: CacheError.self) { try ended.get() }
    }

    @Test("Redis is killed under load and comes back: nobody fails, and nothing that was removed returns") func killed() async throws {
        let redis = try await TestRedis()
        defer { redis.stop() }
        let news = NewsLog()
        let store = CacheStore(remote: RedisCache(redis.address, installation: "one"), onNews: { news.add($0) })
        let other = RedisCache(redis.address, installation: "one")
        #expect(await store.put(key, value("before"), within: roomy) != nil)
        let isOver = Flag()
        let load = (0..<8).map { number in
            Task {
                var count = 0
                while !isOver.isSet {
                    let mine = CacheKey(CachePartition(plugin: "load", tenantKey: Int64(number)), "\(count % 50)")
                    _ = await store.put(mine, value("\(count)"), within: roomy)
                    _ = try await store.get(mine)
                    count += 1
                    await Task.yield()
                }
                return count
            }
        }
        redis.kill()
        try await eventually("its absence is told") { news.texts.contains { $0.hasPrefix("away: unix://") } }
        #expect(store.figures.isRemoteServing == false)
        #expect(await store.put(key, value("meanwhile"), within: roomy) != nil)
        #expect(try await store.get(key).bytes == Array("meanwhile".utf8))
        try await redis.start()
        // Another host has a value of before in there, which this one removes while Redis is still away for it.
        _ = try await other.put(key, value("old"), lease: nil, within: roomy)
        await store.remove(key)
        try await eventually("it serves again") {
            _ = try? await store.get(key)
            return store.figures.isRemoteServing == true
        }
        isOver.set()
        for task in load { #expect(try await task.value > 0) }
        #expect(try await store.get(key).state == .missing)
        #expect(try await other.get(key, leaseMillis: 0).state == .missing)
        #expect(news.texts.last == "back")
        #expect(store.figures.memory == CacheUse(entries: 0, bytes: 0) && store.figures.remoteFailures > 0)
        #expect(store.figures.counts["load"]?.puts ?? 0 > 0)
    }

    @Test("A partition that is cleared is empty in memory and in Redis, and its neighbours are not") func cleared() async throws {
        let redis = try await TestRedis()
        defer { redis.stop() }
        let neighbour = CacheKey(CachePartition(plugin: "test", tenantKey: 2), "price")
        for store in [CacheStore(), CacheStore(remote: RedisCache(redis.address, installation: "one"))] {
            for key in [key, neighbour] { #expect(await store.put(key, value("1"), within: roomy) != nil) }
            await store.clear(key.partition)
            #expect(try await store.get(key).state == .missing)
            #expect(try await store.get(neighbour).state == .fresh)
        }
    }

    @Test("A Redis that answers no more is left alone, and nobody waits for it twice") func paused() async throws {
        let redis = try await TestRedis()
        defer { redis.stop() }
        let store = CacheStore(remote: RedisCache(redis.address, installation: "one"))
        #expect(await store.put(key, value("1"), within: roomy) != nil)
        redis.pause()
        #expect(try await store.get(key).state == .missing)
        #expect(store.figures.isRemoteServing == false && store.figures.remoteFailures == 1)
        for _ in 0..<100 { #expect(await store.put(key, value("2"), within: roomy) != nil) }
        #expect(try await store.get(key).bytes == Array("2".utf8))
        redis.resume()
        try await eventually("it serves again") {
            _ = try? await store.get(key)
            return store.figures.isRemoteServing == true
        }
        #expect(try await store.get(key).state == .missing, "what was changed meanwhile is forgotten, not served as it was")
    }

    @Test("Without a Redis at its address the memory serves from the start, and that is told") func absent() async throws {
        let news = NewsLog()
        let address = RedisAddress(way: .socket(path: "/nonexistent/redis.sock"), password: "sesame")
        let store = CacheStore(remote: RedisCache(address, installation: "one"), onNews: { news.add($0) })
        await store.check()
        #expect(news.texts.count == 1 && news.texts[0].contains("/nonexistent/redis.sock") && !news.texts[0].contains("sesame"))
        #expect(await store.put(key, value("1"), within: roomy) != nil)
        #expect(try await store.get(key).state == .fresh)
    }

    private final class Made: Sendable { let count = Atomic<Int>(0) }

    private final class Flag: Sendable {
        private let state = Atomic<Bool>(false)
        var isSet: Bool { state.load(ordering: .relaxed) }
        func set() { state.store(true, ordering: .relaxed) }
    }

    private final class NewsLog: Sendable {
        private let kept = Mutex<[String]>([])
        var texts: [String] { kept.withLock { $0 } }
        func add(_ news: CacheStore.News) {
            kept.withLock { kept in
                switch news {
                case .away(let reason): kept.append("away: \(reason)")
                case .back: kept.append("back")
                }
            }
        }
    }
}
