import EventLoop
import PostgresClient
import TestSupport
import Testing

@Suite("Recovery")
struct RecoveryTests {
    @Test("A backend that is ended in the middle fails what it ran with code connection; the pool goes on")
    func terminated() async throws {
        try await withPool { pool async throws in
            let process = Shared<Int64?>(nil)
            let session = Task {
                try await pool.withSession { session in
                    let own = try await session.query("SELECT pg_backend_pid()").integer(row: 0, column: 0)
                    process.change { $0 = own }
                    _ = try await session.query("SELECT 1 FROM pg_sleep(60)")
                }
            }
            while process.value == nil { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(50))
            _ = try await pool.query("SELECT pg_terminate_backend($1::int)", PostgresValue(process.value))
            #expect(await failure { try await session.value }?.code == .connection)

            let own = await failure { try await pool.query("SELECT pg_terminate_backend(pg_backend_pid())") }
            #expect(own?.code == .connection)
            #expect(try await pool.query("SELECT 1").integer(row: 0, column: 0) == 1)
            #expect(try await pool.withSession { try await $0.query("SELECT 2").integer(row: 0, column: 0) } == 2)
        }
    }

    @Test("A session whose connection is gone throws at every call instead of waiting")
    func brokenSession() async throws {
        try await withPool { pool async throws in
            try await pool.withSession { session async throws in
                _ = await failure { try await session.query("SELECT pg_terminate_backend(pg_backend_pid())") }
                #expect(await failure { try await session.query("SELECT 1") }?.code == .connection)
                #expect(await failure { try await session.script("SELECT 1") }?.code == .connection)
                #expect(await failure { try await session.listen("x") }?.code == .connection)
                for await _ in session.notifications { Issue.record("nothing can come") }
            }
        }
    }

    @Test("The server stops and starts: calls fail at their deadline with code connection meanwhile, then work again")
    func restart() async throws {
        let server = TestPostgres()
        try await withPool(server.makeDatabase(), { $0.maximumBackoffNanos = 200_000_000 }) { pool async throws in
            #expect(try await pool.query("SELECT 1").integer(row: 0, column: 0) == 1)
            let pending = Task { try await pool.query("SELECT 1 FROM pg_sleep(60)") }
            try await Task.sleep(for: .milliseconds(100))
            try await server.stop()
            #expect(await failure { try await pending.value }?.code == .connection)
            let down = await failure { try await pool.execute([("SELECT 1", [])], deadlineNanos: deadline(300)) }
            #expect(down?.code == .connection, "\(String(describing: down))")
            let noSession = await failure { try await pool.withSession(deadlineNanos: deadline(300)) { _ in } }
            #expect(noSession?.code == .connection)
            #expect(await pool.status().isReachable == false)
            try await server.start()
            #expect(try await pool.query("SELECT 2").integer(row: 0, column: 0) == 2)
            #expect(await pool.status().isReachable)
        }
    }

    @Test("A wrong database, role or address is told in the error")
    func cannotConnect() async throws {
        var configuration = try await TestPostgres.shared.superuserConfiguration
        configuration.database = "nowhere"
        try await withPool(configuration) { pool async throws in
            let error = await failure { try await pool.execute([("SELECT 1", [])], deadlineNanos: deadline(5_000)) }
            #expect(error?.code == .connection && error?.message.contains("nowhere") == true)
        }
        let unknown = PostgresConfiguration(host: "no-such-host.invalid", user: "a", database: "b")
        try await withPool(unknown) { pool async throws in
            let error = await failure { try await pool.execute([("SELECT 1", [])], deadlineNanos: deadline(2_000)) }
            #expect(error?.code == .connection || error?.code == .poolExhausted)
        }
    }
}
