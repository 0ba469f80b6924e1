import HostData
import PluginABI
import PostgresClient
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A plugin reaches the database only in its tenant's name", .timeLimit(.minutes(5)))
struct DatabaseServiceTests {
    private static let statements = [
        StatementSource(name: "all", sql: "SELECT serial FROM miners ORDER BY serial"),
        StatementSource(name: "add", sql: "INSERT INTO miners (serial, model_id) VALUES ($1, 1)"),
        StatementSource(name: "slow", sql: "SELECT pg_sleep(20)::text"),
        StatementSource(name: "time", sql: "SELECT current_setting('statement_timeout')"),
        StatementSource(name: "lent", sql: "SELECT title FROM p_gone.things"),
        StatementSource(name: "wrong", sql: "SELECT gone FROM miners"),
    ]

    private func instance(
        _ world: SchemaWorld, _ tenant: SchemaWorld.Tenant, quotas: Quotas = .standard, optionalReads: OptionalReads? = nil
    ) async throws -> LiveInstance {
        let context = TenantContext(tenantId: "\(tenant)", key: TenantKey(rawValue: tenant.rawValue))
        let source = RunnablePlugin(bundle: world.bundle, operatorsLimits: [:])
        let keeper = PartitionKeeper(manifest: world.bundle.manifest)
        let host = world.host
        let ingestion = IngestService(
            schema: world.schema, tables: source.ingestTables, pool: world.ingest,
            makePartitions: { try await host.withSession { _ = try await keeper.keep($0, now: SchemaWorld.now + 5 * 86_400) } })
        let meter = UsageMeter(quotas)
        var services = InstanceServices(meter: meter)
        services.database = DatabaseService(
            pool: world.runtime, ingestion: ingestion, statements: Self.statements, optionalReads: optionalReads, context: context,
            meter: meter)
        return try await TestPlugin.instance(tenant: context, services: services)
    }

    @Test("A statement that goes on after its call has ended is held beyond its end, is told, and ends with the instance") func held()
        async throws
    {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        let north = try await instance(world, .north)
        let table = PluginRuntime.shared.table
        #expect(try await alpha.handle(TestPlugin.request("leave", body: TestPlugin.batch(2))).text == "left")
        #expect(table.heldBeyondEnd(graceNanos: 0)[alpha.handle] == HeldBeyondEnd(operations: 1))
        #expect(table.heldBeyondEnd()[alpha.handle] == nil, "a statement may run out")
        let later = monotonicNanos() + 2 * CallTable.heldGraceNanos
        #expect(table.heldBeyondEnd(atNanos: later)[alpha.handle] == HeldBeyondEnd(operations: 1))
        // One whose call goes on is nobody's fault, however long it takes.
        let waiting = north.begin(TestPlugin.request("query", body: TestPlugin.batch(2)))
        await eventually { north.operations.count == 1 }
        #expect(table.heldBeyondEnd(graceNanos: 0)[north.handle] == nil)
        #expect(await alpha.close())
        #expect(alpha.plugin.counters.heldAtEnd.load(ordering: .relaxed) == 1)
        waiting.cancel()
        #expect(await north.close())
        #expect(north.plugin.counters.heldAtEnd.load(ordering: .relaxed) == 0)
    }

    @Test("A statement sees the tenant's rows, a provider its clients' too, and a write is the tenant's own") func sight() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        let north = try await instance(world, .north)
        let all = TestPlugin.request("query", body: TestPlugin.batch(0))
        #expect(try await alpha.handle(all).column() == ["alpha-1", "alpha-2"])
        #expect(try await north.handle(all).column().count == 6)
        _ = try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(1, "alpha-3")))
        #expect(try await alpha.handle(all).column() == ["alpha-1", "alpha-2", "alpha-3"])
        #expect(await alpha.close())
        #expect(await north.close())
    }

    @Test("A deadline makes a statement's time shorter, never longer than a statement may take") func statementTime() async throws {
        let times =
            [(600_000_000_000, 30_000), (30_000_000_000, 30_000), (20_000_000_000, 20_000), (1_000, 1), (0, 1)] as [(UInt64, UInt64)]
        for (left, expected) in times {
            #expect(DatabaseService.statementMilliseconds(untilNanos: 7 + left, atNanos: 7) == expected)
        }
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        let time = try #require(try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(3))).column().first)
        #expect(time == "30s" || time.hasSuffix("ms"), "\(time)")
        #expect(await alpha.close())
    }

    @Test("What the host owes cannot be ended by the plugin, whatever handle it makes up") func owed() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        let grab = TestPlugin.request("grab", body: TestPlugin.batch(0))
        for _ in 0..<20 { #expect(try await alpha.handle(grab).column() == ["alpha-1", "alpha-2"]) }
        #expect(alpha.plugin.counters.staleCompletions.load(ordering: .relaxed) == 20 * 16)
        await eventually { alpha.operations.count == 0 }
        #expect(await alpha.close())
    }

    @Test(
        "A statement whose table the plugin can do without and lacks is UNAVAILABLE, known or found out; the others work",
        arguments: [true, false])
    func lackingTable(isKnown: Bool) async throws {
        let world = try await SchemaWorld.filled()
        let things = TableGrant(plugin: "gone", table: "things")
        let lacking = LackingTables()
        lacking.set(isKnown ? [things] : [], of: "reader")
        let reads = OptionalReads(plugin: "reader", tables: Self.statements.map { $0.name == "lent" ? [things] : [] }, lacking: lacking)
        let alpha = try await instance(world, .alpha, optionalReads: reads)
        // What the host knows it refuses at once, what the server says comes as the result.
        func answer(_ steps: [(Int, RowBatch)]) async -> String {
            do throws(PluginCallError) {
                return try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(steps))).text
            } catch {
                #expect(isKnown && error.details == "not_installed gone.things")
                return "status 08"
            }
        }
        #expect(await answer([(4, .empty)]) == "status 08")
        #expect(await answer([(1, TestPlugin.parameters("alpha-9")), (4, .empty)]) == "status 08")
        #expect(
            try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(0))).column() == ["alpha-1", "alpha-2"],
            "nothing of it happened")
        #expect(await answer([(5, .empty)]) == "status 11", "what is wrong with a statement of its own is told as before")
        #expect(await alpha.close())
        let error = PluginCallError(lacking: things)
        #expect(
            error.message.hasPrefix("needs the table things of the plugin gone, which is not installed")
                && error.details == "not_installed gone.things")
    }

    @Test("A batch happens whole or not at all, and a refused write says CONFLICT") func wholeBatch() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        let twice = TestPlugin.batch([(1, TestPlugin.parameters("new")), (1, TestPlugin.parameters("new"))])
        let status = try await alpha.handle(TestPlugin.request("query", body: twice)).text
        #expect(status == "status 09")
        #expect(try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(0))).column() == ["alpha-1", "alpha-2"])
        #expect(await alpha.close())
    }

    @Test("A refused write names no constraint, table or schema to whoever asked; the server's words are for the log") func words()
        async throws
    {
        let world = try await SchemaWorld.filled()
        for (sql, state, status) in [
            ("INSERT INTO miners (serial, model_id) VALUES ('alpha-1', 1)", "23505", PluginStatus.conflict),
            ("INSERT INTO miners (serial, model_id) VALUES ('new', 99)", "23503", .conflict),
            ("INSERT INTO miners (model_id) VALUES (1)", "23502", .conflict),
            ("INSERT INTO miners (tenant_id, serial, model_id) VALUES (1, 'new', 1)", "42501", .denied),
            ("SELECT * FROM app.sessions", "42501", .denied), ("SELECT * FROM nowhere", "42P01", .internal),
            ("SELECT nowhere FROM miners", "42703", .internal),
        ] {
            let refusal = await #expect(throws: PostgresError.self, "\(sql)") {
                _ = try await world.run(.alpha, sql)
            }
            let told = PluginCallError(any: try #require(refusal))
            #expect(told.sqlState == state && told.status == status, "\(sql): \(told)")
            for name in ["miners", "sessions", "nowhere", "_key", "_fkey", "p_", "app.", "tenant_id", "\""] {
                #expect(!told.message.contains(name), "\(sql): \(told.message)")
            }
            #expect(refusal.map { told.details.contains($0.message) } == true, "\(sql)")
        }
        #expect(PluginCallError(PostgresError(.server, "division by zero", sqlState: "22012")).message == "division by zero")
    }

    @Test("Nothing can be written in the name of a call that has ended") func afterTheEnd() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        _ = try await alpha.handle(TestPlugin.request("afterwards", body: TestPlugin.batch(1, "ghost")))
        #expect(try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(0))).column() == ["alpha-1", "alpha-2"])
        #expect(await alpha.close())
    }

    @Test("Cancelling the call cancels its operation; the quota of rows is kept") func limits() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha, quotas: Quotas([.rows: 1, .bytes: 1_024, .statementsInFlight: 1]))
        #expect(try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(0))).text == "status 07")
        let slow = TestPlugin.request("query", body: TestPlugin.batch(2))
        await eventually { alpha.operations.count == 0 }
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        let ticket = alpha.handle(slow) {
            switch $0 {
            case .success(let answer): end.yield(answer.text)
            case .failure(let error): end.yield("\(error.status)")
            }
        }
        #expect(alpha.operations.count == 1)
        ticket.cancel()
        let told = await ends.first { _ in true }
        // The plugin's own answer to a cancelled operation, or the host's if that takes longer than the grace.
        #expect(told == "status 06" || told == "cancelled")
        await eventually { alpha.operations.count == 0 }
        #expect(await alpha.close())
    }

    @Test("An operation over the quota waits for its turn, and ends at once when its call is cancelled") func waits() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha, quotas: Quotas([.rows: 10, .bytes: 1_024, .statementsInFlight: 1]))
        let gate = try #require(alpha.services.database?.gate)
        func start(_ steps: [(Int, RowBatch)]) -> (CallTicket, AsyncStream<Result<PluginHTTPAnswer, PluginCallError>>) {
            let (ends, end) = AsyncStream.makeStream(of: Result<PluginHTTPAnswer, PluginCallError>.self)
            return (alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(steps))) { end.yield($0) }, ends)
        }
        let (slow, slowEnds) = start([(2, .empty)])
        let (_, secondEnds) = start([(1, TestPlugin.parameters("alpha-3"))])
        let (third, thirdEnds) = start([(1, TestPlugin.parameters("never"))])
        let (_, lastEnds) = start([(0, .empty)])
        await eventually { gate.counts == (1, 3) }
        #expect(gate.counts == (1, 3))
        third.cancel()
        let thirdEnd = try await #require(thirdEnds.first { _ in true })
        #expect((try? thirdEnd.get().text) != "status 00")
        await eventually { gate.counts == (1, 2) }
        #expect(gate.counts == (1, 2))
        slow.cancel()
        _ = await slowEnds.first { _ in true }
        _ = try await #require(secondEnds.first { _ in true }).get()
        #expect(try await #require(lastEnds.first { _ in true }).get().column() == ["alpha-1", "alpha-2", "alpha-3"])
        await eventually { gate.counts == (0, 0) }
        #expect(gate.counts == (0, 0))
        #expect(await alpha.close())
    }

    @Test("A wrong batch is refused before it reaches the database") func wrong() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        for wrong in [TestPlugin.batch(9), TestPlugin.batch(-1), TestPlugin.batch([]), [1, 2, 3]] {
            await #expect(throws: PluginCallError.self) { try await alpha.handle(TestPlugin.request("query", body: wrong)) }
        }
        let valid = TestPlugin.batch(1, "x")
        for _ in 0..<300 {
            var bytes = valid
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            _ = try? await alpha.handle(TestPlugin.request("query", body: bytes))
        }
        await eventually { alpha.underWay == 0 }
        #expect(await alpha.close())
    }

    @Test("Rows in bulk get the tenant from the host, reach their partitions, and make one that is missing") func ingest() async throws {
        let world = try await SchemaWorld.filled()
        let alpha = try await instance(world, .alpha)
        var builder = RowBatch.Builder([RowBatch.Column("miner_id", .integer), RowBatch.Column("recorded_at", .timestamp)])
        // Today, tomorrow, and a day whose partition is not there yet.
        for day in [0, 1, 6] {
            builder.append(integer: 1)
            builder.append(timestampMicros: Int64(SchemaWorld.now + day * 86_400) * 1_000_000)
        }
        let answer = try await alpha.handle(TestPlugin.request("ingest", body: builder.finish().bytes))
        guard case .body(let bytes) = answer.content else { return }
        #expect(try bytes.withUnsafeBytes { try MessageReader($0).first(HI_DB_AFFECTED)?.integer } == 3)
        #expect(try await world.texts(.alpha, "SELECT DISTINCT tenant_id::text FROM telemetry") == ["\(SchemaWorld.Tenant.alpha.rawValue)"])
        #expect(try await world.texts(.beta, "SELECT 1::text FROM telemetry") == [])

        var forged = RowBatch.Builder([RowBatch.Column("tenant_id", .integer), RowBatch.Column("recorded_at", .timestamp)])
        forged.append(integer: SchemaWorld.Tenant.beta.rawValue)
        forged.append(timestampMicros: Int64(SchemaWorld.now) * 1_000_000)
        let bad = forged.finish().bytes
        await #expect(throws: PluginCallError.self) { try await alpha.handle(TestPlugin.request("ingest", body: bad)) }
        #expect(await alpha.close())
    }
}
