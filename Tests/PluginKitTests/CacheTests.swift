import PluginABI
import Synchronization
import Testing

@testable import PluginKit

@Suite("The cache as a plugin sees it", .timeLimit(.minutes(5)))
struct CacheTests {
    private struct Failing: Error {}

    private let host = ScriptedHost()
    private let calls = Calls()

    private final class Calls: Sendable { let count = Atomic<Int>(0) }

    private var cache: Cache { Cache(host: HostHandle(host: host.pointer, api: host.api.pointee), isShared: false) }

    /// What the host says of a lookup; other functions read nothing of it.
    private func script(_ state: Int, _ text: String? = nil, lease: Int64? = nil) throws {
        var writer = MessageWriter(kind: 0, fieldCapacity: 4)
        writer.integer(Int(HI_CACHE_ANSWER_STATE), Int64(state))
        if let text {
            writer.data(Int(HI_CACHE_ANSWER_VALUE), Array(text.utf8))
            writer.integer(Int(HI_CACHE_ANSWER_AGE_MS), 1_500)
        }
        if let lease { writer.integer(Int(HI_CACHE_ANSWER_LEASE), lease) }
        host.script(.later(try writer.finish()))
    }

    private func cached() async throws -> String {
        try await cache.cached("price/1", freshFor: .seconds(10)) {
            calls.count.add(1, ordering: .relaxed)
            return "made"
        }
    }

    private var made: Int { calls.count.load(ordering: .relaxed) }
    private var uses: [String] { host.state.withLock(\.cacheUses) }

    @Test("A fresh value is given as it is") func fresh() async throws {
        try script(HI_CACHE_FRESH, "kept")
        #expect(try await cached() == "kept")
        #expect(made == 0 && uses == ["get"])
        let found = try #require(try await cache.get("price/1", as: String.self))
        #expect(found.value == "kept" && found.isFresh && found.age == .milliseconds(1_500))
    }

    @Test("Who has the lease makes a missing value and puts it with the lease") func missing() async throws {
        try script(HI_CACHE_MISSING, lease: 7)
        #expect(try await cached() == "made")
        #expect(made == 1 && uses == ["get", "put"])
        let put = try #require(host.state.withLock { $0.batches.last })
        try put.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            func integer(_ id: Int) -> Int64? { reader.first(id, Int(HI_FIELD_INTEGER))?.integer }
            #expect(integer(Int(HI_CACHE_LEASE)) == 7 && integer(Int(HI_CACHE_SHARED)) == nil)
            #expect(integer(Int(HI_CACHE_FRESH_MS)) == 10_000 && integer(Int(HI_CACHE_KEEP_MS)) == 20_000)
            let value = reader.first(Int(HI_CACHE_VALUE), Int(HI_FIELD_BYTES)).map { [UInt8](reader.data($0)) }
            #expect(value == Array("made".utf8))
        }
    }

    @Test("A stale value is given at once and renewed afterwards, by who has the lease alone") func stale() async throws {
        try script(HI_CACHE_STALE, "old")
        #expect(try await cached() == "old")
        #expect(made == 0 && uses == ["get"], "somebody else renews it")
        try script(HI_CACHE_STALE, "old", lease: 7)
        #expect(try await cached() == "old")
        await host.waitUntil { $0.cacheUses == ["get", "get", "put"] }
        #expect(made == 1)
    }

    @Test("A value that cannot be made gives its lease back, and the failure is told") func failing() async throws {
        try script(HI_CACHE_MISSING, lease: 7)
        await #expect(throws: Failing.self) {
            let _: String = try await cache.cached("price/1") { throw Failing() }
        }
        #expect(uses == ["get", "release"])
    }

    @Test("A cache that is refused or full costs only the work; a wrong key is told") func refused() async throws {
        for code in [PluginError.Code.denied, .overQuota, .unavailable] {
            host.script(.refuse(PluginError(code, "No.")))
            #expect(try await cached() == "made")
        }
        #expect(made == 3)
        host.script(.refuse(PluginError(.invalidArgument, "No.")))
        let wrong = await #expect(throws: PluginError.self) { try await cached() }
        #expect(wrong?.code == .invalidArgument)
        let without = ScriptedHost(granted: [])
        let cache = Cache(host: HostHandle(host: without.pointer, api: without.api.pointee), isShared: true)
        #expect(try await cache.cached("a") { "made" } == "made")
        let denied = await #expect(throws: PluginError.self) { try await cache.remove("a") }
        #expect(denied?.code == .denied && denied?.message.contains(HI_CACHE_1) == true)
    }

    @Test("What this version cannot read is not there") func unreadable() async throws {
        var writer = MessageWriter(kind: 0, fieldCapacity: 2)
        writer.integer(Int(HI_CACHE_ANSWER_STATE), Int64(HI_CACHE_FRESH))
        writer.data(Int(HI_CACHE_ANSWER_VALUE), [0xFF, 0xFE])
        host.script(.later(try writer.finish()))
        #expect(try await cache.get("a", as: String.self) == nil)
        #expect(try await cache.get("a", as: [UInt8].self)?.value == [0xFF, 0xFE])
        #expect(try await cached() == "made")
        host.script(.later([1, 2, 3]))
        await #expect(throws: PluginError.self) { try await cache.get("a", as: String.self) }
    }

    @Test("What is shared says so, and spans are rounded up to milliseconds") func shared() async throws {
        try script(HI_CACHE_MISSING)
        try await cache.shared.put("a", JSONValue.array([.integer(1)]), freshFor: .microseconds(1), keepFor: .milliseconds(5))
        let put = try #require(host.state.withLock { $0.batches.last })
        try put.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            #expect(reader.first(Int(HI_CACHE_SHARED), Int(HI_FIELD_INTEGER))?.integer == 1)
            #expect(reader.first(Int(HI_CACHE_FRESH_MS), Int(HI_FIELD_INTEGER))?.integer == 1)
            #expect(reader.first(Int(HI_CACHE_KEEP_MS), Int(HI_FIELD_INTEGER))?.integer == 5)
        }
        #expect(JSONValue(cacheBytes: JSONValue.array([.integer(1)]).cacheBytes) == .array([.integer(1)]))
        #expect(Duration.seconds(Int64.max).milliseconds == .max && Duration.milliseconds(-3).milliseconds == -3)
    }
}
