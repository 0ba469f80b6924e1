import EventLoop
import PostgresClient
import Testing

/// Owners of a pool on a real server: what one does slowly keeps nobody else waiting for it.
@Suite("Owners share a pool", .timeLimit(.minutes(3)))
struct OwnerFairnessTests {
    private func request(_ sql: Statement, _ owner: Int64) -> PostgresRequest {
        PostgresRequest([.init(sql)], deadlineNanos: deadline(120_000), owner: owner)
    }

    @Test("A slow request that holds up another owner's on a shared connection is undone and run again apart, once")
    func moved() async throws {
        try await withPool({ $0.sharedConnections = 1 }) { pool async throws in
            _ = try await pool.execute([("CREATE TABLE t (a int)", [])])
            let order = Shared<[String]>([])
            async let slow: Void = {
                _ = try await pool.execute(request("INSERT INTO t SELECT 1 FROM pg_sleep(4)", 1))
                order.change { $0.append("slow") }
            }()
            while await pool.status().requestsUnderWay == 0 { await Task.yield() }
            async let ownSlow: Void = { _ = try await pool.execute(request("SELECT 1 FROM pg_sleep(0.01)", 1)) }()
            _ = try await pool.execute(request("SELECT 1", 2))
            order.change { $0.append("other") }
            try await slow
            try await ownSlow
            #expect(order.value == ["other", "slow"])
            #expect(try await pool.query("SELECT count(*) FROM t").integer(row: 0, column: 0) == 1)
        }
    }

    @Test("A cancel that comes late, when the server prepares another's statement already, costs that one nothing")
    func late() async throws {
        let views = ["columns", "tables", "routines", "table_constraints", "key_column_usage", "domains", "views", "triggers"]
        try await withPool({
            $0.sharedConnections = 1
            $0.stalledAfterNanos = 10_000_000
            $0.movedAfterNanos = 20_000_000
        }) { pool async throws in
            for number in 0..<200 as Range<Int64> {
                let completed = await pool.status().completedRequests
                // Ends about when it is cancelled; a few are far from their end, so that some are cancelled on any machine. What comes behind is new to a new connection, which has to look up much to prepare it.
                async let slow: Void = {
                    let seconds = number % 40 == 39 ? 0.5 : (19.5 + Double(number % 40) / 16) / 1_000
                    _ = try await pool.execute(request(Statement("SELECT \(number) FROM pg_sleep(\(seconds))"), 1_000 + number))
                }()
                // Under way, or over already where the machine stood still meanwhile.
                while case let status = await pool.status(), status.requestsUnderWay == 0, status.completedRequests == completed {
                    await Task.yield()
                }
                try await withThrowingTaskGroup { group in
                    for view in views {
                        let statement = Statement("SELECT \(number) FROM information_schema.\(view) WHERE false")
                        group.addTask { _ = try await pool.execute(request(statement, number)) }
                    }
                    try await group.waitForAll()
                }
                try await slow
            }
            #expect(await pool.status().movedRequests > 0)
        }
    }

    @Test("A flood of slow requests of one owner: every lookup of the others is answered while it goes on")
    func flood() async throws {
        try await withPool { pool async throws in
            let ended = Shared(0)
            let isOver = Shared(false)
            let flood = Task {
                await withTaskGroup { group in
                    for _ in 0..<32 {
                        group.addTask {
                            // Ends with the test, not by itself: what is asked meanwhile cannot have waited for it.
                            _ = await failure { try await pool.execute(request("SELECT 1 FROM pg_sleep(100)", 1)) }
                            if !isOver.value { ended.change { $0 += 1 } }
                        }
                    }
                }
            }
            while await pool.status().requestsUnderWay < 4 { await Task.yield() }
            try await withThrowingTaskGroup { group in
                for owner in 2...5 as ClosedRange<Int64> {
                    group.addTask {
                        for number in 0..<50 {
                            let rows = try await pool.execute(request("SELECT 7", owner))[0].rows
                            #expect(rows.integer(row: 0, column: 0) == 7, "\(number)")
                        }
                        // One that is known to be slow finds a connection of its own as well.
                        _ = try await pool.execute(request("SELECT 1 FROM pg_sleep(0.3)", owner))
                        _ = try await pool.execute(request("SELECT 1 FROM pg_sleep(0.3)", owner))
                    }
                }
                try await group.waitForAll()
            }
            #expect(ended.value == 0)
            isOver.change { $0 = true }
            flood.cancel()
            await flood.value
        }
    }

    @Test("An owner alone never has all sessions: another's comes while it holds its share for good")
    func sessions() async throws {
        try await withPool({
            $0.sharedConnections = 1
            $0.maximumConnections = 5
        }) { pool async throws in
            let held = Shared(0)
            let holders = (0..<6).map { _ in
                Task {
                    try await pool.withSession(deadlineNanos: deadline(120_000), owner: 1) { _ in
                        held.change { $0 += 1 }
                        while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(20)) }
                    }
                }
            }
            while held.value < 2 { await Task.yield() }
            for owner in 2...3 as ClosedRange<Int64> {
                let answer = try await pool.withSession(owner: owner) { try await $0.query("SELECT 3").integer(row: 0, column: 0) }
                #expect(answer == 3)
            }
            #expect(held.value == 2, "half of four")
            for holder in holders { holder.cancel() }
            for holder in holders { _ = await holder.result }
        }
    }
}
