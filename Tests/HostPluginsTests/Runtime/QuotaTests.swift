import EventLoop
import HostData
import HostEgress
import HostTenancy
import PluginABI
import PostgresClient
import Synchronization
import Testing

@testable import HostPlugins

/// Each quota with a real plugin: over it this tenant is refused by name, and at the same moment another tenant is not.
@Suite("A quota holds for one tenant alone", .timeLimit(.minutes(5)))
struct QuotaTests {
    private static let statements = [
        StatementSource(name: "all", sql: "SELECT serial FROM miners ORDER BY serial"),
        StatementSource(name: "add", sql: "INSERT INTO miners (serial, model_id) VALUES ($1, 1)"),
        StatementSource(name: "remove", sql: "DELETE FROM miners WHERE serial = $1"),
        StatementSource(name: "slow", sql: "SELECT pg_sleep(20)::text"),
        StatementSource(
            name: "sort", sql: "SELECT count(*) FROM (SELECT n FROM generate_series(1, 1000000, 1) AS n ORDER BY n DESC OFFSET 0) s"),
        StatementSource(name: "array", sql: "SELECT array_length(array_fill(1, ARRAY[500000000]), 1)"),
    ]

    /// - Parameter pool: Where its worker is; nil for one in the host.
    private func instance(
        _ world: SchemaWorld?, _ tenant: SchemaWorld.Tenant, _ limits: [Quota: Int], _ shared: LoadedPlugin? = nil, inline: Bool = true,
        in pool: WorkerPool? = nil, statements: PostgresPool? = nil
    ) async throws
        -> LiveInstance
    {
        let context = TenantContext(tenantId: "\(tenant)", key: TenantKey(rawValue: tenant.rawValue))
        let meter = UsageMeter(Quotas(limits))
        let plugin = try shared ?? TestPlugin.plugin(inline: inline)
        var services = InstanceServices(meter: meter)
        if let world {
            services.database = DatabaseService(
                pool: statements ?? world.runtime, ingestion: nil, statements: Self.statements, context: context, meter: meter)
        }
        services.events = EventService(bus: EventBus(), plugin: "test", topics: ["news"], tenantKey: tenant.rawValue, meter: meter)
        services.metrics = MetricsService(metrics: plugin.metrics, tenantId: context.tenantId, meter: meter)
        if let pool { return try await WorkerTests.instance(pool, plugin, tenant: context, services: services) }
        return try await TestPlugin.instance(tenant: context, services: services, plugin: plugin)
    }

    /// The quota that a request is refused for; nil if it is answered.
    private func refusal(_ instance: LiveInstance, _ route: String, _ body: [UInt8] = []) async throws -> QuotaRefusal? {
        do {
            _ = try await instance.handle(TestPlugin.request(route, body: body))
            return nil
        } catch {
            #expect(error.status == .overQuota, "\(error)")
            #expect(error.quota != nil, "\(error)")
            return error.quota
        }
    }

    @Test("Memory and temporary files of a statement: the server ends the one that takes more, and the answer names the limit")
    func statementSize() async throws {
        let world = try await SchemaWorld.filled()
        #expect(Quota.statementDiskBytes.standard == StatementLimits.diskBytes)
        let role = world.bundle.manifest.runtimeRole
        let names = ["temp_file_limit", "work_mem", "hash_mem_multiplier", "max_parallel_workers_per_gather", "statement_timeout"]
        var settings: [String?] = []
        for name in names {
            settings.append(try await world.runtime.query("SELECT current_setting($1::text)", .text(name)).text(row: 0, column: 0))
        }
        #expect(settings == ["1GB", "8MB", "2", "0", "30s"])
        // As an installation with less room: a sort of some megabytes is over it.
        _ = try await world.host.withSession { try await $0.script("ALTER ROLE \(role) SET temp_file_limit = '1MB'") }
        let pool = world.pool(role)
        let alpha = try await instance(world, .alpha, [:], statements: pool)
        let beta = try await instance(world, .beta, [:], statements: pool)
        for (number, expected) in [(4, Quota.statementDiskBytes), (5, .statementMemoryBytes)] {
            async let other = refusal(beta, "ask", TestPlugin.batch(0))
            let own = try #require(try await refusal(alpha, "ask", TestPlugin.batch(number)))
            #expect(own.quota == expected && own.retryAfterSeconds == nil && own.description.contains("bytes for one statement"), "\(own)")
            #expect(try await other == nil)
            #expect(alpha.meter[expected].refusals == 1 && beta.meter[expected].refusals == 0)
        }
        #expect(await alpha.close())
        #expect(await beta.close())
        await pool.close()
    }

    @Test("Rows and bytes: of one answer, and of all answers within a call") func answers() async throws {
        let world = try await SchemaWorld.filled()
        let all = TestPlugin.batch(0)
        let cases: [(limits: [Quota: Int], route: String, expected: Quota, used: Int?)] = [
            ([.rows: 1], "ask", .rows, 2), ([.bytes: 40], "ask", .bytes, nil),
            ([.rowsPerCall: 5], "ask_thrice", .rowsPerCall, 6), ([.rowsPerCall: 1], "ask", .rowsPerCall, 2),
            ([.bytesPerCall: 200], "ask_thrice", .bytesPerCall, nil), ([.rowsPerCall: 4], "ask_thrice", .rowsPerCall, 4),
        ]
        for (limits, route, expected, used) in cases {
            let alpha = try await instance(world, .alpha, limits)
            let beta = try await instance(world, .beta, [:])
            async let other = refusal(beta, route, all)
            let own = try #require(try await refusal(alpha, route, all), "\(limits)")
            #expect(own.quota == expected && own.limit == limits[expected] && own.retryAfterSeconds == nil)
            if let used { #expect(own.used == used, "\(limits)") }
            #expect(try await other == nil)
            #expect(alpha.meter[expected].refusals == 1 && beta.meter[expected].refusals == 0)
            #expect(await alpha.close())
            #expect(await beta.close())
        }
    }

    @Test("Storage that is used up refuses what adds to it, not what reads or deletes") func storage() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha, [.storageBytes: 65_536])
        let beta = try await instance(world, .beta, [.storageBytes: 65_536])
        let measured = try await world.host.withSession { try await StorageSurvey(manifest: world.bundle.manifest).measure($0) }
        #expect(Set(measured.keys) == Set(SchemaWorld.Tenant.allCases.map(\.rawValue)))
        #expect(measured.values.allSatisfy { $0 > 0 })
        alpha.meter[.storageBytes].set(level: 65_536)
        let own = try await refusal(alpha, "ask", TestPlugin.batch(1, "new"))
        #expect(own == QuotaRefusal(quota: .storageBytes, limit: 65_536, used: 65_536, retryAfterSeconds: nil))
        #expect(try await refusal(beta, "ask", TestPlugin.batch(1, "new")) == nil)
        #expect(beta.meter[.storageBytes].used(atNanos: 0) > 0, "a write is counted until the next measurement")
        #expect(try await refusal(alpha, "ask", TestPlugin.batch(0)) == nil)
        #expect(try await refusal(alpha, "ask", TestPlugin.batch(2, "alpha-1")) == nil)
        // More room, without a restart.
        alpha.meter.apply(Quotas([.storageBytes: 1_000_000]))
        #expect(try await refusal(alpha, "ask", TestPlugin.batch(1, "new")) == nil)
        #expect(await alpha.close())
        #expect(await beta.close())
    }

    @Test("A measurement divides a table among its tenants by what they have in it") func survey() async throws {
        let world = try await SchemaWorld.filled()
        for number in 0..<300 {
            _ = try await world.run(.gamma, "INSERT INTO miners (serial, model_id) VALUES ($1, 1)", .text("gamma-many-\(number)"))
        }
        let measured = try await world.host.withSession { try await StorageSurvey(manifest: world.bundle.manifest).measure($0) }
        let gamma = try #require(measured[SchemaWorld.Tenant.gamma.rawValue])
        let beta = try #require(measured[SchemaWorld.Tenant.beta.rawValue])
        #expect(gamma > 10 * beta)
    }

    @Test("Requests under way: the one too many is refused and the others end") func inFlight() async throws {
        let alpha = try await instance(nil, .alpha, [.requestsInFlight: 2], inline: false)
        let beta = try await instance(nil, .beta, [.requestsInFlight: 2])
        // They stay until they are let go, however slow the machine is.
        let seat = Seat()
        let first = alpha.begin(seat.request)
        let second = alpha.begin(seat.request)
        let own = try #require(try await refusal(alpha, "echo", [65]))
        #expect(own == QuotaRefusal(quota: .requestsInFlight, limit: 2, used: 3, retryAfterSeconds: 1))
        #expect(try await refusal(beta, "echo", [65]) == nil)
        seat.free()
        #expect(try await first.value == "stood up")
        #expect(try await second.value == "stood up")
        #expect(try await refusal(alpha, "echo", [65]) == nil)
        await eventually { alpha.meter[.requestsInFlight].used(atNanos: 0) == 0 }

        let none = try await instance(nil, .gamma, [.requestsInFlight: 1])
        let ticket = none.begin(TestPlugin.request("never"))
        #expect(try await refusal(none, "echo")?.quota == .requestsInFlight, "one that never ends counts")
        ticket.cancel()
        for instance in [alpha, beta] { #expect(await instance.close()) }
        none.cancelOperations { _ in true }
        none.meter.apply(Quotas([.requestsInFlight: 8]))
        #expect(try await refusal(none, "echo", [65]) == nil, "a quota that was raised is in force at once")
        await none.close(limitNanos: 1_000_000)
    }

    @Test("A call that the host has no place for is refused by name, and leaves nothing behind") func hostCalls() async throws {
        let alpha = try await instance(nil, .alpha, [:])
        guard case .inside = alpha.meter.admit(atNanos: monotonicNanos()) else {
            Issue.record("it was not let in")
            return
        }
        let told = Mutex<PluginCallError?>(nil)
        alpha.refuseForRoom(.http { result in if case .failure(let error) = result { told.withLock { $0 = error } } })
        let last = told.withLock(\.self)
        let error = try #require(last)
        let most = Quota.hostCalls.standard
        #expect(most == CallTable.maximumCount)
        #expect(error.status == .overQuota && error.message.contains("too many calls under way"))
        #expect(error.quota == QuotaRefusal(quota: .hostCalls, limit: most, used: most + 1, retryAfterSeconds: 1))
        #expect(alpha.meter[.hostCalls].refusals == 1 && alpha.underWay == 0)
        #expect(try await refusal(alpha, "echo", [65]) == nil)
        #expect(await alpha.close())
    }

    @Test(
        "Processor time that is spent refuses the next call until the minute ends, whichever thread spent it",
        arguments: [(true, "burn"), (false, "burn"), (true, "burn_apart")])
    func processor(inline: Bool, route: String) async throws {
        let world = route == "burn_apart" ? try await SchemaWorld.filled() : nil
        let alpha = try await instance(world, .alpha, [.processorMilliseconds: 20], inline: inline)
        let beta = try await instance(world, .beta, [.processorMilliseconds: 20_000], inline: inline)
        var own: QuotaRefusal?
        // A minute may end between the two.
        for _ in 0..<3 where own == nil {
            _ = try await refusal(alpha, route)
            own = try await refusal(alpha, "echo", [65])
        }
        let told = try #require(own)
        #expect(told.quota == .processorMilliseconds && told.limit == 20 && told.used >= 20)
        #expect((1...60).contains(told.retryAfterSeconds ?? 0))
        #expect(try await refusal(beta, "burn") == nil)
        #expect(try await refusal(beta, "echo", [65]) == nil)
        #expect(await alpha.close())
        #expect(await beta.close())
    }

    @Test("Events and metric names, in the host and in a worker of all tenants", arguments: [false, true])
    func news(inWorker: Bool) async throws {
        let pool = WorkerTests.pool()
        let shared = try WorkerTests.plugin(sharing: .plugin)
        func make(_ tenant: SchemaWorld.Tenant, _ limits: [Quota: Int]) async throws -> LiveInstance {
            try await inWorker
                ? self.instance(nil, tenant, limits, shared, in: pool) : self.instance(nil, tenant, limits)
        }
        let alpha = try await make(.alpha, [.events: 2, .metricSeries: 2])
        let beta = try await make(.beta, [:])
        // Host and worker each look at the clock: the next minute is not to begin in between.
        await eventually { monotonicNanos() % QuotaCell.minuteNanos < QuotaCell.minuteNanos / 6 * 5 }
        var own: QuotaRefusal?
        for _ in 0..<6 where own == nil { own = try await refusal(alpha, "announce") }
        let told = try #require(own)
        #expect(told.quota == .events && told.limit == 2 && told.used == 3 && (1...60).contains(told.retryAfterSeconds ?? 0))
        #expect(try await refusal(beta, "announce") == nil)
        #expect(try await alpha.handle(TestPlugin.request("series")).text == "\(PluginStatus.overQuota.rawValue)")
        #expect(try await beta.handle(TestPlugin.request("series")).text == "0")
        #expect(alpha.meter[.metricSeries].used(atNanos: 0) == 2 && alpha.meter[.metricSeries].refusals == 1)
        #expect(alpha.meter[.events].refusals == 1 && beta.meter[.events].refusals == 0)
        // A limit that was raised is in force with the next call.
        alpha.meter.apply(Quotas([.events: 100, .metricSeries: 3]))
        #expect(try await refusal(alpha, "announce") == nil)
        #expect(try await alpha.handle(TestPlugin.request("series")).text == "0")
        #expect(await alpha.close())
        #expect(await beta.close())
        await pool.close()
    }

    @Test("Events of a second: who tells too many is refused by name until the next one, and counted") func eventRate() async throws {
        let alpha = try await instance(nil, .alpha, [.eventsPerSecond: 2])
        let beta = try await instance(nil, .beta, [:])
        var own: QuotaRefusal?
        // A second may end between any two.
        for _ in 0..<3_000 where own == nil { own = try await refusal(alpha, "announce") }
        #expect(try #require(own) == QuotaRefusal(quota: .eventsPerSecond, limit: 2, used: 3, retryAfterSeconds: 1))
        #expect(alpha.meter[.eventsPerSecond].refusals == 1 && alpha.meter[.events].refusals == 0)
        #expect(try await refusal(beta, "announce") == nil)
        #expect(await alpha.close())
        #expect(await beta.close())
    }

    @Test("A topic that was withheld is refused, in the host and in a worker", arguments: [false, true])
    func withheldTopic(inWorker: Bool) async throws {
        let pool = WorkerTests.pool()
        var services = InstanceServices()
        services.events = EventService(bus: EventBus(), plugin: "test", topics: [], tenantKey: TestPlugin.alpha.key.rawValue)
        let instance =
            try await inWorker ? WorkerTests.instance(pool, services: services) : TestPlugin.instance(services: services)
        do {
            _ = try await instance.handle(TestPlugin.request("announce"))
            Issue.record("the manifest alone grants no topic")
        } catch {
            #expect(error.status == .denied && error.message.contains("the topic \"news\" was not granted"), "\(error)")
        }
        #expect(await instance.close())
        await pool.close()
    }

    /// An instance that asks devices of this machine.
    private func asking(
        _ exchanger: DeviceExchanger, _ tenant: TenantContext, _ limits: [Quota: Int] = [:], ports: Set<UInt16>? = nil
    ) async throws -> LiveInstance {
        let meter = UsageMeter(Quotas(limits))
        var services = InstanceServices(meter: meter)
        services.devices = DeviceService(
            exchanger: exchanger, tenantKey: tenant.key.rawValue, grant: try NetworkGrant(["127.0.0.0/8"], ports: ports), meter: meter)
        return try await TestPlugin.instance(tenant: tenant, services: services)
    }

    /// An exchange of 500 bytes with each port, keys from 1. Nobody listens there.
    private func round(_ ports: [Int64]) -> [UInt8] {
        var builder = RowBatch.Builder([
            RowBatch.Column("key", .integer), RowBatch.Column("address", .text), RowBatch.Column("port", .integer),
            RowBatch.Column("request", .bytes),
        ])
        for (index, port) in ports.enumerated() {
            builder.append(integer: Int64(index + 1))
            builder.append(text: "127.0.0.1")
            builder.append(integer: port)
            builder.append(bytes: [UInt8](repeating: 65, count: 500))
        }
        var writer = MessageWriter(kind: 0, fields: 1)
        writer.add(HI_DEVICE_EXCHANGES, rows: builder.finish().bytes)
        return writer.finish()
    }

    @Test("Exchanges with devices and their bytes") func devices() async throws {
        let loops = try EventLoopGroup(count: 1, name: "quota")
        let exchanger = DeviceExchanger(loops: loops)
        let round = round([1, 1, 1])
        let beta = try await asking(exchanger, TestPlugin.beta)
        for (quota, limit, used) in [(Quota.deviceExchanges, 2, 3), (.egressBytes, 1_024, 1_500), (.deviceRounds, 0, 1)] {
            let alpha = try await asking(exchanger, TestPlugin.alpha, [quota: limit])
            let own = try await refusal(alpha, "poll", round)
            #expect(own?.quota == quota && own?.limit == limit && own?.used == used)
            #expect(
                own?.retryAfterSeconds == (quota == .deviceRounds ? 1 : nil),
                "a round that no minute has room for is not to be tried again")
            #expect(try await refusal(beta, "poll", round) == nil)
            #expect(await alpha.close())
        }
        #expect(beta.meter[.deviceExchanges].used(atNanos: monotonicNanos()) <= 9)
        await eventually { beta.meter[.deviceConnections].used(atNanos: 0) == 0 }
        #expect(await beta.close())
        loops.shutdown()
    }

    @Test("A port that was not granted is not asked, though its network was; another tenant's grant changes nothing") func devicePort()
        async throws
    {
        let loops = try EventLoopGroup(count: 1, name: "quota")
        let exchanger = DeviceExchanger(loops: loops)
        let alpha = try await asking(exchanger, TestPlugin.alpha, ports: [2])
        let beta = try await asking(exchanger, TestPlugin.beta)
        for (instance, expected) in [(alpha, [DeviceOutcome.notGranted, .refused]), (beta, [.refused, .refused])] {
            // One after the other, so that each round's rows are its only ones.
            for (port, outcome) in zip([1, 2] as [Int64], expected) {
                let answer = try await instance.handle(TestPlugin.request("poll", body: round([port])))
                let (told, detail) = try reply(answer)
                #expect(told == outcome && detail.contains("port") == (outcome == .notGranted), "\(port): \(told), \(detail)")
            }
        }
        #expect(await alpha.close())
        #expect(await beta.close())
        loops.shutdown()
    }

    /// How a round of one exchange ended.
    private func reply(_ answer: PluginHTTPAnswer) throws -> (DeviceOutcome, detail: String) {
        guard case .body(let bytes) = answer.content else { throw MessageError("no rows but a page") }
        return try bytes.withUnsafeBytes { raw in
            let rows = try RowsReader(raw)
            try #require(rows.rowCount == 1)
            let outcome = try #require(UInt8(exactly: rows.columns[1].integer(0)).flatMap(DeviceOutcome.init(rawValue:)))
            return (outcome, rows.columns[4].text(0))
        }
    }
}
