import HostData
import Testing

@testable import HostTenancy

@Suite("The session cache")
struct SessionCacheTests {
    private func record(_ id: Int64, member: Int64 = 1) -> SessionRecord {
        SessionRecord(
            id: id, tenantKey: TenantKey(provider: 1), memberId: member, email: "a@b.test", name: nil, role: .user,
            csrfToken: "token", expiresAtMicros: .max)
    }

    @Test("believes a record for its age and no longer")
    func age() {
        let cache = SessionCache()
        let now = ContinuousClock.now
        cache.store(record(1), [1], epoch: cache.epoch, now: now)
        #expect(cache.record([1], maximumAge: .seconds(5), now: now + .seconds(4)) != nil)
        #expect(cache.record([1], maximumAge: .seconds(5), now: now + .seconds(5)) == nil)
        #expect(cache.record([2], maximumAge: .seconds(5), now: now) == nil)
    }

    @Test("an answer asked for before a logout is not kept after it")
    func race() {
        let cache = SessionCache()
        let epoch = cache.epoch
        cache.forget { $0.id == 1 }
        cache.store(record(1), [1], epoch: epoch)
        #expect(cache.record([1], maximumAge: .seconds(5)) == nil)
    }

    @Test("forgets one session, one member's sessions, or all, and stays within its bound")
    func forgetting() {
        let cache = SessionCache(capacity: 3)
        for id in 1...3 { cache.store(record(Int64(id), member: id == 3 ? 9 : 1), [UInt8(id)], epoch: cache.epoch) }
        cache.forget { $0.id == 1 }
        #expect(cache.record([1], maximumAge: .seconds(5)) == nil && cache.record([2], maximumAge: .seconds(5)) != nil)
        cache.forget { $0.memberId == 9 }
        #expect(cache.record([3], maximumAge: .seconds(5)) == nil)
        for id in 4...9 { cache.store(record(Int64(id)), [UInt8(id)], epoch: cache.epoch) }
        #expect((1...9).count { cache.record([UInt8($0)], maximumAge: .seconds(5)) != nil } <= 3)
    }
}
