import EventLoop
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Synchronization
import Testing

@testable import HostPlugins

/// What a statement stores is not told by its parameters. One after the other: each has pools of several hosts on the cluster of all tests.
@Suite("Storage beyond its quota is refused with the next write, however it came about", .serialized, .timeLimit(.minutes(5)))
struct StorageQuotaTests {
    private static let statements = [
        StatementSource(name: "one", sql: "INSERT INTO miners (serial, model_id) VALUES ($1, 1)"),
        StatementSource(
            name: "many",
            sql: """
                INSERT INTO miners (serial, model_id)
                SELECT 'many-' || n || '-' || gen_random_uuid(), 1 FROM generate_series(1, $1::text::int) n
                """),
        StatementSource(
            name: "large",
            sql: """
                INSERT INTO miners (serial, model_id, tags)
                SELECT $1, 1, jsonb_build_object('a', string_agg(md5(n::text), '')) FROM generate_series(1, 100000) n
                """),
        StatementSource(
            name: "returned",
            sql: """
                INSERT INTO miners (serial, model_id)
                SELECT 'returned-' || n || '-' || gen_random_uuid(), 1 FROM generate_series(1, $1::text::int) n RETURNING serial
                """),
        StatementSource(name: "count", sql: "SELECT count(*) FROM miners WHERE serial <> $1"),
        StatementSource(name: "clear", sql: "DELETE FROM miners WHERE serial LIKE $1"),
    ]

    private func batch(_ name: String, _ parameter: String) -> [UInt8] {
        TestPlugin.batch(Self.statements.firstIndex { $0.name == name } ?? -1, parameter)
    }

    /// The quota that a request is refused for; nil if it is answered.
    private func refusal(_ instance: LiveInstance, _ name: String, _ parameter: String) async throws -> QuotaRefusal? {
        do {
            _ = try await instance.handle(TestPlugin.request("ask", body: batch(name, parameter)))
            return nil
        } catch {
            #expect(error.status == .overQuota, "\(error)")
            return error.quota
        }
    }

    /// A host on a real database where two tenants have a plugin with tables, and each may store so much.
    private func host(
        _ world: SchemaWorld, storageBytes: Int, _ limits: [String: Int] = [:], isolation: PluginIsolation = .standard
    ) async throws -> (PluginHost, Database) {
        let database = try world.database()
        let host = PluginHost(
            database: database, exchanger: DeviceExchanger(loops: try EventLoopGroup(count: 1, name: "test")), events: EventBus(),
            logger: Logger(label: "test"))
        await host.load([
            RunnablePlugin(
                manifest: world.bundle.manifest, libraryPath: try TestPlugin.library(), statements: Self.statements,
                operatorsLimits: limits.merging(["storage_bytes": storageBytes]) { $1 }, isolation: isolation)
        ])
        return (host, database)
    }

    private func snapshot(_ world: SchemaWorld, _ generation: Int64, enabled: Bool = true) -> DirectorySnapshot {
        let tenants = [SchemaWorld.Tenant.alpha, .beta].map {
            HostTenancy.Tenant(
                id: "\($0)", key: TenantKey(rawValue: $0.rawValue), kind: .client, name: "", parentId: "north", slots: 2, isEnabled: true)
        }
        return DirectorySnapshot(
            generation: generation, tenants: tenants,
            instances: tenants.map {
                HostTenancy.PluginInstance(tenantId: $0.id, plugin: world.id, isEnabled: $0.id == "beta" || enabled, version: generation)
            })
    }

    private func instance(_ host: PluginHost, _ world: SchemaWorld, _ tenant: SchemaWorld.Tenant) throws -> LiveInstance {
        try #require(host.routes.instance(tenantKey: tenant.rawValue, plugin: world.id))
    }

    private func stored(_ world: SchemaWorld, _ tenant: SchemaWorld.Tenant) async throws -> Int {
        let survey = StorageSurvey(manifest: world.bundle.manifest)
        return try await world.host.withSession { try await survey.measure($0) }[tenant.rawValue] ?? 0
    }

    @Test(
        "Many writers at once, on one host or on two, pass the limit by no more than the batches under way", arguments: [1, 2])
    func bound(_ hosts: Int) async throws {
        let world = try await SchemaWorld.filled()
        let (limit, inFlight) = (4_000_000, 4)
        var parts: [(PluginHost, Database)] = []
        for _ in 0..<hosts { parts.append(try await host(world, storageBytes: limit, ["statements_in_flight": inFlight])) }
        for (host, _) in parts { await host.apply(snapshot(world, 1)) }
        let instances = try parts.map { try instance($0.0, world, .alpha) }
        // Twice as many writers as places, so that all places are taken when the limit is reached.
        let batches = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<(2 * inFlight * hosts) {
                group.addTask {
                    for batch in 0..<400 {
                        guard let refused = try await self.refusal(instances[writer % hosts], "many", "500") else { continue }
                        #expect(refused.quota == .storageBytes && refused.limit == limit && refused.used >= limit)
                        return batch
                    }
                    Issue.record("nobody refused writer \(writer)")
                    return 400
                }
            }
            return try await group.reduce(0, +)
        }
        let measured = try await stored(world, .alpha)
        let batchBytes = measured / max(1, batches)
        print("\(hosts) hosts: \(batches) batches of \(batchBytes) bytes, \(measured) of \(limit) bytes stored")
        #expect(measured >= limit * 9 / 10, "it may be filled")
        // A half more, because pages and the sample of a table are no exact measure. And PostgreSQL grows a table by twenty empty pages at
        // once for each writer that waits for it to grow (`RelationAddExtraBlocks`): on a busy machine some do.
        let grownAhead = 20 * 8_192
        #expect(measured <= limit + hosts * inFlight * (batchBytes * 3 / 2 + grownAhead))
        for (host, database) in parts {
            await host.close()
            await database.close()
        }
    }

    @Test("Rows that are stored by a statement whose answer is too large are not forgotten") func unknown() async throws {
        let world = try await SchemaWorld.filled()
        let (host, database) = try await host(world, storageBytes: 1_500_000, ["rows": 10])
        await host.apply(snapshot(world, 1))
        let alpha = try instance(host, world, .alpha)
        #expect(try await refusal(alpha, "returned", "20000")?.quota == .rows)
        #expect(try await stored(world, .alpha) > 1_500_000, "the server had committed")
        #expect(try await refusal(alpha, "one", "next")?.quota == .storageBytes)
        await host.close()
        await database.close()
    }

    @Test(
        "One small parameter that makes many rows, or one large one: the write after it is refused, in the host and in a worker",
        arguments: ["many", "large"], [IsolationMode.host, .worker])
    func overshoot(_ name: String, _ mode: IsolationMode) async throws {
        let world = try await SchemaWorld.filled()
        let limit = 1_500_000
        let (host, database) = try await host(world, storageBytes: limit, isolation: PluginIsolation(mode: mode, sharing: .tenant))
        await host.apply(snapshot(world, 1))
        let (alpha, beta) = (try instance(host, world, .alpha), try instance(host, world, .beta))
        #expect(try await refusal(alpha, "one", "first") == nil)
        #expect(try await refusal(alpha, name, "20000") == nil, "the bound is one statement")
        let told = try #require(try await refusal(alpha, "one", "second"))
        #expect(told.quota == .storageBytes && told.limit == limit && told.used >= limit && told.retryAfterSeconds == nil)
        let measured = try await stored(world, .alpha)
        #expect(told.used > measured / 2 && told.used < measured * 2, "it was measured: \(told.used), now \(measured)")
        #expect(try await refusal(alpha, "count", "x") == nil)
        #expect(try await refusal(beta, "one", "mine") == nil, "nobody else's")
        #expect(alpha.meter[.storageBytes].refusals == 1 && beta.meter[.storageBytes].refusals == 0)
        await host.close()
        await database.close()
    }

    @Test("An instance that begins knows what its tenant has before its first write; what was deleted is room again")
    func beginning() async throws {
        let world = try await SchemaWorld.filled()
        let (host, database) = try await host(world, storageBytes: 2_500_000)
        await host.apply(snapshot(world, 1))
        #expect(try await refusal(try instance(host, world, .alpha), "many", "20000") == nil)
        await host.apply(snapshot(world, 2, enabled: false))
        await host.apply(snapshot(world, 3))
        let second = try instance(host, world, .alpha)
        #expect(second.meter[.storageBytes].used(atNanos: 0) == 0, "nobody has measured yet")
        #expect(try await refusal(second, "one", "late")?.quota == .storageBytes)
        #expect(try await refusal(second, "clear", "many-%") == nil)
        // The pages stay for a while, now shared by all who have rows left in the table.
        await eventually { (try? await refusal(second, "one", "room")) == .some(nil) }
        await host.close()
        await database.close()
    }

    @Test("What is written while a measurement runs is not lost, and an old figure refuses nobody without a look") func level() {
        let meter = UsageMeter(Quotas([.storageBytes: 100_000]))
        let level = meter.storage
        let cell = meter[.storageBytes]
        #expect(level.mustMeasure(atNanos: 5), "nothing is known yet")
        let first = level.mark(atNanos: 5)
        level.add(70_000)
        level.measured(20_000, since: first)
        #expect(cell.used(atNanos: 0) == 90_000)
        level.measured(90_000, since: level.mark(atNanos: 6))
        #expect(cell.used(atNanos: 0) == 90_000 && !level.mustMeasure(atNanos: 6))
        level.add(20_000)
        #expect(level.mustMeasure(atNanos: 6), "a figure that writes have raised is no ground to refuse")
        level.measured(100_000, since: level.mark(atNanos: 10))
        #expect(!level.mustMeasure(atNanos: 10 + StorageLevel.freshNanos) && level.mustMeasure(atNanos: 11 + StorageLevel.freshNanos))
        #expect(throws: PluginCallError.self) { try meter.mayGrow(by: 1) }
        level.add(-5)
        #expect(cell.used(atNanos: 0) == 100_000)
        #expect(meter.successor().storage === level)
    }

    @Test("It is measured again after an eighth of the room, after a write of unknown outcome, and not at once after a failure")
    func measuring() {
        let level = UsageMeter(Quotas([.storageBytes: 100_000])).storage
        level.measured(20_000, since: level.mark(atNanos: 5))
        level.add(10_000)
        #expect(!level.mustMeasure(atNanos: 5))
        level.add(1)
        #expect(level.mustMeasure(atNanos: 5))
        level.measured(92_000, since: level.mark(atNanos: 5))
        level.add(1_001)
        #expect(level.mustMeasure(atNanos: 5), "the nearer, the oftener")
        level.measured(20_000, since: level.mark(atNanos: 5))
        let before = level.mark(atNanos: 5)
        level.doubt()
        #expect(level.mustMeasure(atNanos: 5))
        level.measured(20_000, since: before)
        #expect(level.mustMeasure(atNanos: 5), "that one may have begun too early")
        level.notMeasured(since: level.mark(atNanos: 5))
        #expect(!level.mustMeasure(atNanos: 5) && level.mustMeasure(atNanos: 5 + StorageLevel.restNanos))
        level.measured(20_000, since: level.mark(atNanos: 5))
        #expect(!level.mustMeasure(atNanos: 5))
    }

    @Test("Who asks for a round while one runs gets a later one, and shares it") func rounds() async {
        let rounds = SharedRounds()
        let count = Count()
        let first = Task { await rounds.join("a") { await count.enterAndWait() } }
        await eventually { count.begun == 1 }
        let later = (0..<5).map { _ in Task { await rounds.join("a") { count.enter() } } }
        await rounds.join("b") { count.enter() }
        #expect(count.begun == 2, "another's round waits for nobody")
        count.open()
        await first.value
        for task in later { await task.value }
        #expect((3...7).contains(count.begun))
        let before = count.begun
        await rounds.join("a") { count.enter() }
        #expect(count.begun == before + 1)
    }

    /// How many rounds have begun; the first waits until it may go on.
    private final class Count: Sendable {
        private let number = Atomic<Int>(0)
        private let isOpen = Atomic<Bool>(false)
        var begun: Int { number.load(ordering: .acquiring) }
        func enter() { number.add(1, ordering: .acquiringAndReleasing) }
        func open() { isOpen.store(true, ordering: .releasing) }
        func enterAndWait() async {
            enter()
            await eventually { isOpen.load(ordering: .acquiring) }
        }
    }
}
