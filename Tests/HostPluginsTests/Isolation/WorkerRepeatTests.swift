import Glibc
import HostEgress
import Logging
import PluginABI
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("A call that a shared worker died under and that has changed nothing is begun once more", .timeLimit(.minutes(3)))
struct WorkerRepeatTests {
    /// A shared worker with a call of beta's that rests until it is told to stand up.
    private struct World {
        let pool: WorkerPool
        let plugin: LoadedPlugin
        let alpha: LiveInstance
        let beta: LiveInstance
        let resting: Task<String, any Error>

        init(_ route: String, inline: Bool = false, services: InstanceServices = InstanceServices(), maximumApart: Int = 8) async throws {
            try await self.init(TestPlugin.request(route), inline: inline, services: services, maximumApart: maximumApart) { $0.text }
        }

        /// With the tables of a database, and a call that executes the statement.
        init(_ route: String, _ sql: String, in tables: SchemaWorld) async throws {
            let statements = [StatementSource(name: "statement", sql: sql)]
            var services = InstanceServices()
            services.database = DatabaseService(
                pool: tables.runtime, ingestion: nil, statements: statements, context: TestPlugin.beta, meter: services.meter)
            try await self.init(
                TestPlugin.request(route, body: TestPlugin.batch(0)), inline: true, services: services, statements: statements
            ) { try $0.column().joined(separator: " ") }
        }

        private init(
            _ request: PluginHTTPRequest, inline: Bool, services: InstanceServices, statements: [StatementSource] = [],
            maximumApart: Int = 8, reading: @escaping @Sendable (PluginHTTPAnswer) throws -> String
        ) async throws {
            var options = WorkerPool.Options()
            options.maximumApart = maximumApart
            pool = WorkerPool(options: options, logger: Logger(label: "test"))
            plugin = try WorkerTests.plugin(inline: inline, sharing: .plugin, statements: statements)
            alpha = try await WorkerTests.instance(pool, plugin)
            beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta, services: services)
            resting = beta.begin(request, reading: reading)
            // It is in the worker when this, which comes later, was answered.
            #expect(try await beta.handle(TestPlugin.request("echo", body: [65])).text == "A")
        }

        /// Calls that were begun once more.
        var repeats: Int { plugin.counters.repeats.load(ordering: .relaxed) }

        /// Waits until the plugin has the rows that its call asked for, or knows of what it wrote.
        func answered() async {
            await eventually { (try? await beta.handle(TestPlugin.request("kept_answers")).text) == "1" }
        }

        func status(_ call: () async throws -> String) async -> PluginStatus {
            do {
                _ = try await call()
                return .ok
            } catch { return (error as? PluginCallError)?.status ?? .internal }
        }

        func crash() async { #expect(await status { try await alpha.handle(TestPlugin.request("segv")).text } == .crashed) }

        func end() async {
            #expect(await alpha.close())
            _ = await beta.close(limitNanos: 500_000_000)
            await pool.close()
        }
    }

    @Test("Its caller waits for the next process and is answered, and whoever crashes is told so once", arguments: [true, false])
    func again(inline: Bool) async throws {
        let world = try await World(inline ? "rest_apart" : "rest", inline: inline)
        await world.crash()
        #expect(world.beta.underWay == 1)
        #expect(try await world.beta.handle(TestPlugin.request("stand")).text == "all")
        #expect(try await world.resting.value == "stood up")
        // The crashing call too has changed nothing: it crashes once more, alone.
        await eventually { world.plugin.counters.crashes.load(ordering: .relaxed) == 2 }
        #expect(world.alpha.isApart)
        await world.end()
    }

    @Test("One that has read rows is, and answers those that are there by then") func read() async throws {
        let tables = try await SchemaWorld.filled()
        let world = try await World("query_rest", "SELECT serial FROM miners ORDER BY serial", in: tables)
        await world.answered()
        _ = try await tables.run(.beta, "INSERT INTO miners (serial, model_id) VALUES ('beta-3', 1)")
        await world.crash()
        #expect(try await world.beta.handle(TestPlugin.request("stand")).text == "all")
        #expect(try await world.resting.value == "beta-1 beta-2 beta-3")
        #expect(world.repeats == 2, "alpha's and beta's, once each")
        await world.end()
    }

    @Test("One that waits for its rows is, among the others: the plugin was not at work for it") func reading() async throws {
        let tables = try await SchemaWorld.filled()
        let world = try await tables.runtime.withSession { session in
            try await session.script("BEGIN; LOCK TABLE miners")
            let world = try await World("query", "SELECT serial FROM miners ORDER BY serial", in: tables)
            await eventually { world.beta.services.database?.gate.counts.running == 1 }
            await world.crash()
            #expect(world.alpha.isApart && !world.beta.isApart)
            try await session.script("ROLLBACK")
            return world
        }
        #expect(try await world.resting.value == "beta-1 beta-2")
        #expect(world.repeats == 2, "alpha's and beta's, once each")
        await eventually { world.beta.services.database?.gate.counts.running == 0 }
        await world.end()
    }

    @Test("One that has written is not: its caller is told of the crash, and its row stands once") func written() async throws {
        let tables = try await SchemaWorld.filled()
        // A second one would have another serial number.
        let world = try await World(
            "query_rest", "INSERT INTO miners (serial, model_id) SELECT 'written after ' || count(*), 1 FROM miners", in: tables)
        await world.answered()
        await world.crash()
        #expect(await world.status { try await world.resting.value } == .crashed)
        #expect(try await tables.texts(.beta, "SELECT serial FROM miners WHERE serial LIKE 'written%'") == ["written after 2"])
        #expect(world.repeats == 1, "alpha's alone")
        await world.end()
    }

    @Test("One that has published an event is not: its caller is told of the crash") func changed() async throws {
        let bus = EventBus()
        let key = TestPlugin.beta.key.rawValue
        var heard = bus.subscribe(sight: key...key).makeAsyncIterator()
        var services = InstanceServices()
        services.events = EventService(bus: bus, plugin: "test", topics: ["news"], tenantKey: key)
        let world = try await World("publish_rest", services: services)
        guard case .event = await heard.next() else { throw CancellationError() }
        await world.crash()
        #expect(await world.status { try await world.resting.value } == .crashed)
        await world.end()
    }

    @Test("It is begun once: in a second worker that dies its caller is told") func once() async throws {
        let world = try await World("rest_apart", inline: true)
        await world.crash()
        #expect(await world.status { try await world.beta.handle(TestPlugin.request("segv")).text } == .crashed)
        #expect(await world.status { try await world.resting.value } == .crashed)
        #expect(world.repeats == 2, "alpha's and beta's, once each")
        await world.end()
    }

    @Test("What an operation may change is known of the call that it is for, of none by its time") func changes() async throws {
        let instance = try await TestPlugin.instance(inline: true)
        func open(_ call: hi_id, mayChange: Bool) throws {
            let (operation, id) = try HostOperation.open(
                instance, parent: call, mayChange: mayChange, onResult: { _, _, _, _, _ in }, context: nil)
            operation.end(id, .success([]))
        }
        func begin() async -> hi_id {
            await withCheckedContinuation { continuation in
                instance.start(
                    TestPlugin.request("never").message(), begun: .now(), deadlineNanos: monotonicNanos() + 5_000_000_000,
                    onOpen: { continuation.resume(returning: $0) }, completion: .http { _ in })
            }
        }
        let (one, other) = (await begin(), await begin())
        try open(one, mayChange: false)
        #expect(instance.hasChangedNothing(one) && instance.hasChangedNothing(other))
        try open(one, mayChange: true)
        #expect(!instance.hasChangedNothing(one) && instance.hasChangedNothing(other))
        try open(0, mayChange: true)
        #expect(!instance.hasChangedNothing(other), "it may have been for any")
        instance.cancel(one)
        instance.cancel(other)
        _ = await instance.close(limitNanos: 3_000_000_000)
    }

    @Test("What only asks is told from what changes") func kinds() {
        #expect(NotaryFunction.allCases.filter { !$0.mayChange } == [.receipt, .pinned])
        #expect(HTTPMethod.allCases.filter(\.isSafe) == [.get, .head, .options])
    }

    @Test("It is too if whoever else was in the process has left, with a call that was not over") func left() async throws {
        let world = try await World("rest")
        let never = world.alpha.begin(TestPlugin.request("never"))
        await eventually { world.alpha.underWay == 1 }
        #expect(try await world.alpha.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(await world.alpha.close(limitNanos: 100_000_000) == false)
        let process = try #require(world.beta.code.worker?.worker.processId)
        #expect(kill(process, SIGKILL) == 0)
        #expect(await world.status { try await never.value } == .crashed)
        await eventually { world.repeats == 1 }
        #expect(try await world.beta.handle(TestPlugin.request("stand")).text == "all")
        #expect(try await world.resting.value == "stood up")
        await world.end()
    }

    @Test("Nobody's is where nobody can be kept from the others") func room() async throws {
        let world = try await World("rest", maximumApart: 0)
        await world.crash()
        #expect(await world.status { try await world.resting.value } == .crashed)
        await eventually { world.plugin.counters.crashes.load(ordering: .relaxed) == 1 }
        await world.end()
    }

    @Test("One that its caller has given up is not") func cancelled() async throws {
        let world = try await World("rest_apart", inline: true)
        let (stream, continuation) = AsyncStream.makeStream(of: PluginStatus.self)
        let ticket = world.beta.handle(TestPlugin.request("rest_apart")) { result in
            if case .failure(let error) = result { continuation.yield(error.status) }
            continuation.finish()
        }
        #expect(try await world.beta.handle(TestPlugin.request("echo", body: [65])).text == "A")
        ticket.cancel()
        await world.crash()
        var told: [PluginStatus] = []
        for await status in stream { told.append(status) }
        #expect(told == [.crashed])
        #expect(try await world.beta.handle(TestPlugin.request("stand")).text == "all")
        #expect(try await world.resting.value == "stood up", "the other one is")
        await world.end()
    }
}
