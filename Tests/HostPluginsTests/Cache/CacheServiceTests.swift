import HostCache
import HostData
import HostTenancy
import PluginABI
import TestSupport
import Testing

@testable import HostPlugins

/// The service with a real plugin, in the host and in a worker.
@Suite("A plugin's cache", .timeLimit(.minutes(3)))
struct CacheServiceTests {
    enum Place: CaseIterable { case host, worker }

    /// An instance that may keep values in `store`.
    private struct Fixture {
        let instance: LiveInstance
        let pool: WorkerPool?

        init(
            _ place: Place, _ store: CacheStore, plugin: String = "test", tenant: TenantContext = TestPlugin.alpha, mayShare: Bool = false,
            quotas: [Quota: Int] = [:]
        ) async throws {
            let meter = UsageMeter(Quotas(quotas))
            var services = InstanceServices(meter: meter)
            services.cache = CacheService(store: store, plugin: plugin, tenant: tenant.key, mayShare: mayShare, meter: meter)
            switch place {
            case .host:
                pool = nil
                instance = try await TestPlugin.instance(tenant: tenant, services: services)
            case .worker:
                let pool = WorkerTests.pool()
                self.pool = pool
                instance = try await WorkerTests.instance(pool, tenant: tenant, services: services)
            }
        }

        func close() async {
            #expect(await instance.close())
            await pool?.close()
        }

        /// What a function answers for a request with these fields.
        func ask(
            _ function: String, _ key: String, deadlineNanos: UInt64 = .max, _ more: (inout MessageWriter) -> Void = { _ in }
        ) async throws(PluginCallError) -> CacheLookup {
            var writer = MessageWriter(kind: 0, fields: 8)
            writer.add(Int(HI_CACHE_KEY), text: key)
            more(&writer)
            let answer = try await instance.handle(
                TestPlugin.request("cache_" + function, body: writer.finish()), deadlineNanos: deadlineNanos)
            guard case .body(let bytes) = answer.content else { throw PluginCallError(.internal, "no body") }
            return bytes.withUnsafeBytes { raw in
                guard let reader = try? MessageReader(raw) else { return .missing }
                let state = reader.first(Int(HI_CACHE_ANSWER_STATE))?.integer.flatMap(CacheLookup.State.init) ?? .missing
                return CacheLookup(
                    state: state, bytes: reader.first(Int(HI_CACHE_ANSWER_VALUE))?.content ?? [],
                    ageMillis: reader.first(Int(HI_CACHE_ANSWER_AGE_MS))?.integer ?? 0,
                    lease: reader.first(Int(HI_CACHE_ANSWER_LEASE))?.integer)
            }
        }

        func put(_ key: String, _ text: String, isShared: Bool = false, lease: Int64? = nil) async throws(PluginCallError) {
            _ = try await ask("put", key) { writer in
                writer.add(Int(HI_CACHE_VALUE), bytes: Array(text.utf8))
                if isShared { writer.add(Int(HI_CACHE_SHARED), integer: 1) }
                if let lease { writer.add(Int(HI_CACHE_LEASE), integer: lease) }
            }
        }

        func text(_ key: String, isShared: Bool = false) async throws(PluginCallError) -> String? {
            let found = try await ask("get", key) { if isShared { $0.add(Int(HI_CACHE_SHARED), integer: 1) } }
            return found.state == .missing ? nil : String(decoding: found.bytes, as: UTF8.self)
        }

        func refusal(_ function: String, _ key: String, _ more: (inout MessageWriter) -> Void = { _ in }) async -> PluginCallError? {
            do throws(PluginCallError) {
                _ = try await ask(function, key, more)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("What is put is found, with its age, until it is removed; the use is told", arguments: Place.allCases)
    func roundTrip(place: Place) async throws {
        let fixture = try await Fixture(place, CacheStore())
        #expect(try await fixture.text("price") == nil)
        try await fixture.put("price", "42")
        #expect(try await fixture.text("price") == "42")
        #expect(fixture.instance.meter[.cacheBytes].used(atNanos: 0) == 7 && fixture.instance.meter[.cacheEntries].used(atNanos: 0) == 1)
        _ = try await fixture.ask("remove", "price")
        #expect(try await fixture.text("price") == nil)
        await fixture.close()
    }

    @Test("One caller gets the lease, another waits for the value, or for the lease when the first gives up", arguments: Place.allCases)
    func singleFlight(place: Place) async throws {
        let fixture = try await Fixture(place, CacheStore())
        let wants: @Sendable (inout MessageWriter) -> Void = {
            $0.add(Int(HI_CACHE_LEASE_MS), integer: 60_000)
            $0.add(Int(HI_CACHE_WAITS), integer: 1)
        }
        let first = try #require(try await fixture.ask("get", "price", wants).lease)
        async let waiting = fixture.ask("get", "price", wants)
        _ = try await fixture.ask("release", "price") { $0.add(Int(HI_CACHE_LEASE), integer: first) }
        let second = try #require(try await waiting.lease)
        async let others = [fixture.ask("get", "price", wants), fixture.ask("get", "price", wants)]
        try await fixture.put("price", "42", lease: second)
        for found in try await others { #expect(found.state == .fresh && found.bytes == Array("42".utf8) && found.lease == nil) }
        let late = await #expect(throws: PluginCallError.self) { try await fixture.put("price", "41", lease: first) }
        #expect(late?.status == .conflict)
        await fixture.close()
    }

    @Test("Who waits is ended by its deadline", arguments: Place.allCases)
    func deadline(place: Place) async throws {
        let fixture = try await Fixture(place, CacheStore())
        #expect(try await fixture.ask("get", "price") { $0.add(Int(HI_CACHE_LEASE_MS), integer: 60_000) }.lease != nil)
        let late = await #expect(throws: PluginCallError.self) {
            try await fixture.ask("get", "price", deadlineNanos: monotonicNanos() + 50_000_000) {
                $0.add(Int(HI_CACHE_LEASE_MS), integer: 60_000)
                $0.add(Int(HI_CACHE_WAITS), integer: 1)
            }
        }
        #expect(late?.status == .deadline)
        await fixture.close()
    }

    @Test("Tenants, plugins and what all tenants share are apart", arguments: Place.allCases)
    func apart(place: Place) async throws {
        let store = CacheStore()
        let alpha = try await Fixture(place, store, mayShare: true)
        let beta = try await Fixture(place, store, tenant: TestPlugin.beta, mayShare: true)
        let other = try await Fixture(place, store, plugin: "other", mayShare: true)
        try await alpha.put("key", "alpha's")
        #expect(try await beta.text("key") == nil)
        #expect(try await other.text("key") == nil)
        #expect(try await alpha.text("key", isShared: true) == nil)
        try await beta.put("key", "all", isShared: true)
        #expect(try await alpha.text("key", isShared: true) == "all")
        #expect(try await alpha.text("key") == "alpha's")
        #expect(try await other.text("key", isShared: true) == nil)
        #expect(try await other.text("shared") == nil)
        for fixture in [alpha, beta, other] { await fixture.close() }
    }

    @Test("Sharing without the grant, wrong fields and what is too large are refused", arguments: Place.allCases)
    func refused(place: Place) async throws {
        let fixture = try await Fixture(place, CacheStore(), quotas: [.cacheBytes: 1_024])
        let shared = await fixture.refusal("get", "key") { $0.add(Int(HI_CACHE_SHARED), integer: 1) }
        #expect(shared?.status == .denied)
        #expect(await fixture.refusal("get", "")?.status == .invalidArgument)
        #expect(await fixture.refusal("get", String(repeating: "k", count: 201))?.status == .invalidArgument)
        #expect(await fixture.refusal("put", "key")?.status == .invalidArgument, "no value")
        #expect(await fixture.refusal("release", "key")?.status == .invalidArgument, "no lease")
        #expect(await fixture.refusal("get", "key") { $0.add(Int(HI_CACHE_WAITS), integer: 1) }?.status == .invalidArgument)
        let large = await fixture.refusal("put", "key") { $0.add(Int(HI_CACHE_VALUE), bytes: [UInt8](repeating: 1, count: 1_022)) }
        #expect(large?.status == .overQuota)
        #expect(await fixture.refusal("put", "key") { $0.add(Int(HI_CACHE_VALUE), bytes: [UInt8](repeating: 1, count: 1_021)) } == nil)
        await fixture.close()
    }

    @Test("Operations of a second beyond the quota are refused for this tenant alone, until the next one", arguments: Place.allCases)
    func rate(place: Place) async throws {
        let store = CacheStore()
        let alpha = try await Fixture(place, store, quotas: [.cacheOperations: 2])
        let beta = try await Fixture(place, store, tenant: TestPlugin.beta)
        var refusal: PluginCallError?
        // A second may end between any two.
        for _ in 0..<3_000 where refusal == nil { refusal = await alpha.refusal("get", "1") }
        #expect(refusal?.status == .overQuota)
        #expect(refusal?.quota == QuotaRefusal(quota: .cacheOperations, limit: 2, used: 3, retryAfterSeconds: 1))
        #expect(try await beta.ask("get", "1").state == .missing)
        #expect(alpha.instance.meter[.cacheOperations].refusals == 1 && beta.instance.meter[.cacheOperations].refusals == 0)
        await eventually { (try? await alpha.ask("get", "1").state) == .missing }
        await alpha.close()
        await beta.close()
    }

    @Test("Random bytes as a request never trap and never pass for what they are not") func fuzz() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var writer = MessageWriter(kind: 0, fields: 5)
        writer.add(Int(HI_CACHE_KEY), text: "key")
        writer.add(Int(HI_CACHE_VALUE), bytes: [1, 2, 3])
        writer.add(Int(HI_CACHE_FRESH_MS), integer: 5)
        writer.add(Int(HI_CACHE_LEASE), integer: 7)
        let whole = writer.finish()
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            for function in CacheFunction.allCases {
                bytes.withUnsafeBytes { raw in
                    guard let message = try? MessageReader(raw), let request = try? CacheRequestReader.request(message, for: function)
                    else {
                        return
                    }
                    #expect((1...200).contains(request.name.utf8.count) && (request.value?.count ?? 0) <= whole.count, "seed \(seed)")
                    #expect(request.keepMillis ?? .max >= request.freshMillis, "seed \(seed)")
                }
            }
        }
    }
}
