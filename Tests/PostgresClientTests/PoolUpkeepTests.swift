import EventLoop
import Glibc
import PostgresClient
import TestSupport
import Testing

@Suite("Upkeep of a pool's connections", .timeLimit(.minutes(5)))
struct PoolUpkeepTests {
    private static let backend = Statement("SELECT pg_backend_pid()")

    /// The server process behind a session, which is back in the pool when this returns.
    private func backendOfSession(_ pool: PostgresPool) async throws -> Int64 {
        let process = try await pool.withSession { try await $0.query(PoolUpkeepTests.backend).integer(row: 0, column: 0) ?? 0 }
        // It is cleaned after its end; who asks meanwhile is given another.
        #expect(try await comesAbout { await pool.status().busySessions == 0 })
        return process
    }

    /// Looks again until something is so, for two minutes at most.
    private func comesAbout(_ look: () async throws -> Bool) async throws -> Bool {
        let end = deadline(120_000)
        while try await !look() {
            if EventLoop.nowNanos() > end { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    @Test("A session that gives no sign of life on checkout is given up, and who asked gets another")
    func signOfLife() async throws {
        // A cluster of its own: a process that stands still holds up others'.
        let server = TestPostgres()
        try await withPool(
            server.makeDatabase(),
            {
                $0.healthCheckAfterNanos = 0
                $0.defaultDeadlineNanos = 120_000_000_000
            }
        ) { pool async throws in
            let first = try await backendOfSession(pool)
            #expect(try await backendOfSession(pool) == first, "one that answers is handed out again")
            // The process stands still and its socket stays open: only asking it tells.
            #expect(Glibc.kill(pid_t(first), SIGSTOP) == 0)
            defer { Glibc.kill(pid_t(first), SIGCONT) }
            let second = try await backendOfSession(pool)
            #expect(second != first)
            #expect(await pool.status().connectionsLost == 1)
            #expect(try await backendOfSession(pool) == second)
        }
        try await server.stop()
    }

    @Test("A connection that was used often enough is replaced when it comes back")
    func uses() async throws {
        try await withPool({
            $0.maximumUses = 5
            $0.sharedConnections = 1
        }) { pool async throws in
            var processes: Set<Int64> = []
            for _ in 0..<8 { processes.insert(try await backendOfSession(pool)) }
            #expect(processes.count > 1)
        }
    }

    @Test("A connection that is too old is replaced when it comes back, a shared one while nobody's request fails")
    func age() async throws {
        try await withPool { pool async throws in
            let first = try await backendOfSession(pool)
            #expect(try await backendOfSession(pool) == first, "a young one stays")
        }
        try await withPool({
            $0.maximumAgeNanos = 1_000_000
            $0.sharedConnections = 1
        }) { pool async throws in
            // One that comes back within its first millisecond is young still.
            let session = try await backendOfSession(pool)
            #expect(try await comesAbout { try await backendOfSession(pool) != session })
            let first = try await pool.query(PoolUpkeepTests.backend).integer(row: 0, column: 0)
            #expect(try await comesAbout { try await pool.query(PoolUpkeepTests.backend).integer(row: 0, column: 0) != first })
            let status = await pool.status()
            #expect(status.failedRequests == 0)
            #expect(status.connectionsLost == 0)
        }
    }

    @Test("Connections that nobody uses are closed down to the minimum, and opened again when they are wanted")
    func idle() async throws {
        for minimum in [0, 1] {
            try await withPool({
                $0.idleTimeoutNanos = 1_000_000
                $0.minimumConnections = minimum
            }) { pool async throws in
                try await pool.withSession { one in
                    try await pool.withSession { other in
                        _ = try await one.query("SELECT 1")
                        _ = try await other.query("SELECT 1")
                        #expect(await pool.status().openConnections >= 2)
                    }
                }
                #expect(try await comesAbout { await pool.status().openConnections == minimum })
                #expect(try await pool.query("SELECT 7").integer(row: 0, column: 0) == 7)
                #expect(await pool.status().connectionsLost == 0)
            }
        }
    }
}
