import TestSupport
import Testing

@testable import HostCache

@Suite("Values in memory")
struct MemoryCacheTests {
    private let alpha = CachePartition(plugin: "test", tenantKey: 1)
    private let roomy = CacheLimits(entries: 100, bytes: 100_000)

    private func value(_ text: String, fresh: Int64 = 100, keep: Int64 = 300) -> CacheValue {
        CacheValue(Array(text.utf8), freshMillis: fresh, keepMillis: keep)
    }

    @Test("A value is fresh, then stale, then gone, and tells its age") func life() {
        let clock = TestClock()
        let cache = MemoryCache(clock: { clock.now })
        let key = CacheKey(alpha, "price")
        #expect(cache.get(key, leaseMillis: 0) == .missing)
        #expect(cache.put(key, value("42"), lease: nil, within: roomy) == CacheUse(entries: 1, bytes: 7))
        clock.advance(millis: 99)
        #expect(cache.get(key, leaseMillis: 50) == CacheLookup(state: .fresh, bytes: Array("42".utf8), ageMillis: 99))
        clock.advance(millis: 1)
        #expect(cache.get(key, leaseMillis: 0) == CacheLookup(state: .stale, bytes: Array("42".utf8), ageMillis: 100))
        clock.advance(millis: 199)
        #expect(cache.get(key, leaseMillis: 0).state == .stale)
        clock.advance(millis: 1)
        #expect(cache.get(key, leaseMillis: 0) == .missing && cache.use == CacheUse(entries: 0, bytes: 0))
    }

    @Test("One of all gets the lease; it ends by a put, by giving it back, by removal and by itself") func lease() throws {
        let clock = TestClock()
        let cache = MemoryCache(clock: { clock.now })
        let key = CacheKey(alpha, "price")
        let first = try #require(cache.get(key, leaseMillis: 50).lease)
        #expect(cache.get(key, leaseMillis: 50).lease == nil, "somebody else makes it")
        #expect(cache.put(key, value("wrong"), lease: first &+ 1, within: roomy) == nil)
        #expect(cache.put(key, value("1"), lease: first, within: roomy) != nil)
        #expect(cache.put(key, value("late"), lease: first, within: roomy) == nil, "a lease is good for one value")
        clock.advance(millis: 100)
        let second = cache.get(key, leaseMillis: 50)
        #expect(second.state == .stale && second.lease != nil)
        #expect(cache.get(key, leaseMillis: 50) == CacheLookup(state: .stale, bytes: Array("1".utf8), ageMillis: 100), "the others go on")
        cache.release(key, lease: try #require(second.lease))
        let third = try #require(cache.get(key, leaseMillis: 50).lease)
        clock.advance(millis: 50)
        let fourth = try #require(cache.get(key, leaseMillis: 50).lease)
        #expect(cache.put(key, value("late"), lease: third, within: roomy) == nil, "it took too long")
        cache.release(key, lease: third)
        #expect(cache.get(key, leaseMillis: 50).lease == nil, "another's lease cannot be given back")
        cache.remove(key)
        #expect(cache.put(key, value("old"), lease: fourth, within: roomy) == nil, "what was removed meanwhile does not come back")
        let fifth = try #require(cache.get(key, leaseMillis: 50).lease)
        #expect(cache.put(key, value("new"), lease: nil, within: roomy) != nil)
        #expect(cache.put(key, value("older"), lease: fifth, within: roomy) == nil)
        #expect(cache.get(key, leaseMillis: 0).bytes == Array("new".utf8))
    }

    @Test("Beyond the limits of a partition goes what was used least recently") func limits() {
        let clock = TestClock()
        let cache = MemoryCache(clock: { clock.now })
        let three = CacheLimits(entries: 3, bytes: 1_000)
        for name in ["a", "b", "c"] { _ = cache.put(CacheKey(alpha, name), value("1"), lease: nil, within: three) }
        _ = cache.get(CacheKey(alpha, "a"), leaseMillis: 0)
        #expect(cache.put(CacheKey(alpha, "d"), value("1"), lease: nil, within: three) == CacheUse(entries: 3, bytes: 6))
        let left = ["a", "b", "c", "d"].filter { cache.get(CacheKey(alpha, $0), leaseMillis: 0).state == .fresh }
        #expect(left == ["a", "c", "d"] && cache.evictions == 1)
        let small = CacheLimits(entries: 3, bytes: 12)
        #expect(cache.put(CacheKey(alpha, "e"), value("123456789"), lease: nil, within: small) == CacheUse(entries: 2, bytes: 12))
        #expect(cache.get(CacheKey(alpha, "d"), leaseMillis: 0).state == .fresh)
    }

    @Test("Beyond the host's limit the partition that holds the most gives way") func flood() {
        let cache = MemoryCache(maximumBytes: 1_000)
        let beta = CachePartition(plugin: "test", tenantKey: 2)
        _ = cache.put(CacheKey(alpha, "mine"), value("1"), lease: nil, within: roomy)
        for index in 0..<500 {
            _ = cache.put(CacheKey(beta, "flood \(index)"), value("0123456789"), lease: nil, within: roomy)
        }
        #expect(cache.get(CacheKey(alpha, "mine"), leaseMillis: 0).state == .fresh)
        #expect(cache.use.bytes <= 1_000 && cache.use.entries > 30 && cache.evictions > 400)
        #expect(cache.get(CacheKey(beta, "flood 499"), leaseMillis: 0).state == .fresh)
    }

    @Test("Random operations give what a plain dictionary gives, and the sums hold") func model() {
        struct Kept { var text: String, put: Int64, fresh: Int64, keep: Int64 }
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var core = MemoryCore(maximumBytes: 1_000_000)
        var model: [CacheKey: Kept] = [:]
        var now: Int64 = 0
        let keys = (0..<12).map {
            CacheKey(CachePartition(plugin: "p\($0 % 2)", tenantKey: $0 % 3 == 0 ? nil : Int64($0 % 3)), "k\($0 % 4)")
        }
        for step in 0..<5_000 {
            now += Int64.random(in: 0...20, using: &random)
            let key = keys.randomElement(using: &random)!
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let fresh = Int64.random(in: 1...100, using: &random)
                let kept = Kept(text: "\(step)", put: now, fresh: fresh, keep: fresh + Int64.random(in: 0...100, using: &random))
                model[key] = kept
                _ = core.put(key, value(kept.text, fresh: kept.fresh, keep: kept.keep), lease: nil, within: roomy, nowMillis: now)
            case 1:
                model[key] = nil
                core.remove(key)
            default:
                let found = core.get(key, nowMillis: now, leaseMillis: 0, newLease: 1)
                let expected = model[key].flatMap { now - $0.put < $0.keep ? $0 : nil }
                let state: CacheLookup.State = expected.map { now - $0.put < $0.fresh ? .fresh : .stale } ?? .missing
                #expect(found.state == state, "seed \(seed)")
                #expect(found.bytes == expected.map { Array($0.text.utf8) } ?? [], "seed \(seed)")
            }
        }
        let uses = Set(keys.map(\.partition)).map { core.use(of: $0) }
        #expect(core.bytes == uses.reduce(0) { $0 + $1.bytes } && core.entries == uses.reduce(0) { $0 + $1.entries }, "seed \(seed)")
        #expect(core.bytes >= 0 && core.evictions == 0, "seed \(seed)")
    }
}
