import EventLoop
import PostgresClient
import TestSupport
import Testing

@Suite("PostgresPool")
struct PostgresPoolTests {
    @Test("A statement with parameters comes back as typed columns")
    func query() async throws {
        try await withPool { pool async throws in
            let rows = try await pool.query("SELECT $1::int AS number, $2::text AS name, NULL::bool AS nothing", 7, "seven")
            #expect(rows.rowCount == 1)
            #expect(rows.columns == [.init("number", .integer), .init("name", .text), .init("nothing", .boolean)])
            #expect(rows.integer(row: 0, column: 0) == 7)
            #expect(rows.text(row: 0, column: 1) == "seven")
            #expect(rows.boolean(row: 0, column: 2) == nil)
        }
    }

    @Test("Requests of one caller are answered in order, each with its own result")
    func pipelineOrder() async throws {
        try await withPool({ $0.sharedConnections = 1 }) { pool async throws in
            _ = try await pool.query("SELECT $1::int8", 0)
            let order = Shared<[Int64]>([])
            await withCheckedContinuation { continuation in
                for number in 0..<500 as Range<Int64> {
                    pool.start(PostgresRequest([.init("SELECT $1::int8", [.int(number)])])) { result in
                        let value = try? result.get()[0].rows.integer(row: 0, column: 0)
                        order.change { $0.append(value ?? -1) }
                        if number == 499 { continuation.resume() }
                    }
                }
            }
            #expect(order.value == Array(0..<500))
        }
    }

    @Test("An error stays with its request, rolls it back and says what the server said")
    func errorsAreApart() async throws {
        try await withPool { pool async throws in
            _ = try await pool.execute([("CREATE TABLE t (a int PRIMARY KEY, CONSTRAINT positive CHECK (a > 0))", [])])
            async let good: [Int64] = withThrowingTaskGroup(of: Int64.self) { group in
                for number in 1...50 as ClosedRange<Int64> {
                    group.addTask {
                        try await pool.query("INSERT INTO t VALUES ($1) RETURNING a", .int(number)).integer(row: 0, column: 0) ?? 0
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            async let bad: Int = withTaskGroup(of: Bool.self) { group in
                for number in 1...50 as ClosedRange<Int64> {
                    group.addTask {
                        let error = await failure {
                            try await pool.execute([
                                ("INSERT INTO t VALUES ($1)", [.int(1000 + number)]), ("INSERT INTO t VALUES (-1)", []),
                            ])
                        }
                        return error?.sqlState == "23514" && error?.constraint == "positive" && error?.table == "t"
                            && error?.statementIndex == 1
                            && error?.isConstraintViolation == true
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(try await good == Array(1...50))
            #expect(await bad == 50)
            #expect(try await pool.query("SELECT count(*) FROM t").integer(row: 0, column: 0) == 50)
            let error = await failure { try await pool.query("SELECT nonsense FROM t") }
            #expect(error?.code == .server && error?.sqlState == "42703" && error?.position == 8)
        }
    }

    @Test("A context set in front of a statement is gone at the request's end")
    func contextEndsAtSync() async throws {
        try await withPool({ $0.sharedConnections = 1 }) { pool async throws in
            let context = PostgresRequest.Step("SELECT set_config('app.tenant', $1, true)", ["alpha"], discardsRows: true)
            let read = PostgresRequest.Step("SELECT current_setting('app.tenant', true)")
            let results = try await pool.execute(PostgresRequest([context, read]))
            #expect(results[0].rows.rowCount == 0)
            #expect(results[1].rows.text(row: 0, column: 0) == "alpha")
            #expect(try await pool.execute(PostgresRequest([read]))[0].rows.text(row: 0, column: 0) ?? "" == "")
        }
    }

    @Test("Statements that change a shared connection are refused")
    func refusesSessionStatements() async throws {
        try await withPool { pool async throws in
            for sql in ["BEGIN", "/* x /* y */ */ SET x.y = '1'", "-- c\n LISTEN a", "COPY (SELECT 1) TO STDOUT", "(((DISCARD ALL)))"] {
                #expect(await failure { try await pool.query(Statement(sql)) }?.code == .usage, "\(sql)")
            }
            #expect(try await pool.query("SELECT 1").integer(row: 0, column: 0) == 1)
        }
    }

    @Test("A parameter that does not fit is named, and costs nobody the connection")
    func garbageParameters() async throws {
        try await withPool { pool async throws in
            let cases: [(String, [PostgresValue], String)] = [
                ("SELECT $1::int4", [.int(3_000_000_000)], "$1"), ("SELECT $1::int2, $2::int2", [1, 40_000], "$2"),
                ("SELECT $1::int", [], "takes 1"), ("SELECT 1", [1], "takes 0"), ("SELECT $1::bool", [7], "$1"),
                ("SELECT $1::timestamptz", [.timestamp(micros: .min + 1)], "$1"), ("SELECT $1::int[]", [.text("{1\u{0}}")], "$1"),
                ("SELECT $1::bytea", [.double(1)], "$1"),
            ]
            for (sql, values, part) in cases {
                let error = await failure { try await pool.execute([(Statement(sql), values)]) }
                #expect(error?.code == .parameter && error?.message.contains(part) == true, "\(sql): \(String(describing: error))")
            }
            // What only the server can judge comes back as its error.
            for (sql, value) in [
                ("SELECT $1::text", "a\u{0}b"), ("SELECT $1::int", "7x"), ("SELECT $1::uuid", "zz"), ("SELECT $1::jsonb", "{"),
            ] {
                let error = await failure { try await pool.execute([(Statement(sql), [.text(value)])]) }
                #expect(error?.code == .server && error?.sqlState?.hasPrefix("22") == true, "\(sql): \(String(describing: error))")
            }
            #expect(try await pool.query("SELECT 1").integer(row: 0, column: 0) == 1)
        }
    }

    @Test("Results beyond the limits are an error, and a flood is given up")
    func resultLimits() async throws {
        try await withPool { pool async throws in
            let rows = await failure {
                try await pool.execute([("SELECT generate_series(1, 11)", [])], limits: .init(rows: 10, bytes: 1 << 20))
            }
            #expect(rows?.code == .resultTooLarge && rows?.message.contains("11") == true)
            let bytes = await failure { try await pool.execute([("SELECT repeat('x', 5000)", [])], limits: .init(rows: 10, bytes: 4096)) }
            #expect(bytes?.code == .resultTooLarge)
            let many = [(Statement, [PostgresValue])](repeating: ("SELECT repeat('x', 9 << 20)", []), count: 8)
            let together = await failure { try await pool.execute(many, limits: .init(rows: 10, bytes: 10 << 20)) }
            #expect(together?.code == .resultTooLarge && together?.statementIndex == 7)
            let flood: Statement = "SELECT repeat('x', 1000) FROM generate_series(1, 30000) a, generate_series(1, 30000) b"
            for _ in 0..<2 {
                let error = await failure { try await pool.execute([(flood, [])], limits: .init(rows: 1_000_000, bytes: 1 << 20)) }
                #expect(error?.code == .resultTooLarge, "\(String(describing: error))")
            }
            #expect(try await pool.query("SELECT 1").integer(row: 0, column: 0) == 1)
        }
    }

    @Test("A changed table behind a prepared statement is prepared anew, once, without an error")
    func stalePlan() async throws {
        try await withPool { pool async throws in
            try await pool.withSession { try await $0.script("CREATE TABLE t (a int); INSERT INTO t VALUES (1)") }
            let context: (Statement, [PostgresValue]) = ("SELECT set_config('app.x', 'y', true)", [])
            let read: Statement = "SELECT * FROM t"
            #expect(try await pool.execute([context, (read, [])])[1].rows.columnCount == 1)
            try await pool.withSession { try await $0.script("ALTER TABLE t ADD b text DEFAULT 'new'") }
            for _ in 0..<5 {
                let rows = try await pool.execute([context, (read, [])])[1].rows
                #expect(rows.columnCount == 2 && rows.text(row: 0, column: 1) == "new")
            }
        }
    }

    @Test("More statements than the bound are prepared and dropped in turns")
    func statementBound() async throws {
        try await withPool({
            $0.maximumPreparedStatements = 8
            $0.sharedConnections = 1
        }) { pool async throws in
            for round in 0..<2 {
                for number in 0..<30 {
                    #expect(
                        try await pool.query(Statement("SELECT \(number)")).integer(row: 0, column: 0) == Int64(number), "round \(round)")
                }
            }
            let kept = try await pool.query("SELECT count(*) FROM pg_prepared_statements").integer(row: 0, column: 0) ?? 0
            #expect(kept <= 9)
        }
    }

    @Test("A cancelled request that was not sent never runs; the one under way on a shared connection harms nobody")
    func cancel() async throws {
        try await withPool({
            $0.sharedConnections = 1
            $0.pipelineDepth = 1
        }) { pool async throws in
            _ = try await pool.execute([("CREATE TABLE t (a int)", [])])
            try await pool.withSession { holder async throws in
                _ = try await holder.query("SELECT pg_advisory_lock(4711)")
                let first = Task { try await pool.query("SELECT 1 FROM pg_advisory_xact_lock(4711)") }
                let waiting: Statement = """
                    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """
                while try await holder.query(waiting).integer(row: 0, column: 0) != 1 { try await Task.sleep(for: .milliseconds(5)) }
                let second = Task { try await pool.query("INSERT INTO t VALUES (1)") }
                second.cancel()
                first.cancel()
                #expect(await failure { try await second.value }?.code == .cancelled)
                #expect(await failure { try await first.value }?.code == .cancelled)
                _ = try await holder.query("SELECT pg_advisory_unlock(4711)")
            }
            #expect(try await pool.query("SELECT count(*) FROM t").integer(row: 0, column: 0) == 0)
            #expect(await pool.status().connectionsLost == 0)
        }
    }

    @Test("A task that is cancelled before it asks is told so, and does not wait for ever")
    func cancelledBefore() async throws {
        try await withPool { pool async throws in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await failure { try await pool.query("SELECT 1") }?.code
            }
            task.cancel()
            #expect(await task.value == .cancelled)
        }
    }

    @Test("A slow statement fails at its deadline, and the next time it runs apart and does not hold up others")
    func deadlines() async throws {
        try await withPool({ $0.sharedConnections = 1 }) { pool async throws in
            let slow: Statement = "SELECT 1 FROM pg_sleep(0.5)"
            _ = try await pool.query("SELECT 0")
            let error = await failure { try await pool.execute([(slow, [])], deadlineNanos: deadline(100)) }
            #expect(error?.code == .timeout)
            _ = try await pool.query("SELECT 1")
            let apart = Task { try await pool.query(slow) }
            let start = EventLoop.nowNanos()
            _ = try await pool.query("SELECT 2")
            let others = EventLoop.nowNanos() - start
            _ = try await apart.value
            #expect(others < EventLoop.nowNanos() - start)
            let limited = PostgresRequest([.init("SELECT 1 FROM pg_sleep(30)")], deadlineNanos: deadline(300), limitsServerTime: true)
            let ended = await failure { try await pool.execute(limited) }
            #expect(ended?.code == .timeout || ended?.sqlState == "57014")
        }
    }

    @Test("A pool has no more sessions than its maximum; who waits in vain hears so at his deadline")
    func limits() async throws {
        try await withPool({
            $0.maximumConnections = 3
            $0.sharedConnections = 1
        }) { pool async throws in
            let most = Shared((now: 0, highest: 0))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await pool.withSession { session async throws in
                            most.change { $0 = ($0.now + 1, max($0.highest, $0.now + 1)) }
                            // Until another was there at the same time, however long its connection takes.
                            let end = deadline(15_000)
                            repeat {
                                _ = try await session.query("SELECT 1 FROM pg_sleep(0.02)")
                            } while most.value.highest < 2 && EventLoop.nowNanos() < end
                            most.change { $0.now -= 1 }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(most.value.highest == 2)
            try await pool.withSession { _ in
                try await pool.withSession { _ in
                    let error = await failure { try await pool.withSession(deadlineNanos: deadline(50)) { _ in } }
                    #expect(error?.code == .poolExhausted)
                    let waiting = Task { try await pool.withSession { _ in } }
                    waiting.cancel()
                    #expect(await failure { try await waiting.value }?.code == .cancelled)
                }
            }
        }
    }

    @Test("Closing fails what is under way and what comes later")
    func close() async throws {
        try await withPool { pool async throws in
            _ = try await pool.query("SELECT 1")
            let pending = Task { try await pool.query("SELECT 1 FROM pg_sleep(20)") }
            let session = Task { try await pool.withSession { try await $0.query("SELECT 1 FROM pg_sleep(20)") } }
            try await Task.sleep(for: .milliseconds(100))
            await pool.close()
            #expect(await failure { try await pending.value }?.code == .closed)
            #expect(await failure { try await session.value }?.code == .closed)
            #expect(await failure { try await pool.query("SELECT 1") }?.code == .closed)
            #expect(await failure { try await pool.withSession { _ in } }?.code == .closed)
        }
    }

    @Test("A pool whose loop has ended refuses, and leaves nobody waiting")
    func endedLoop() async throws {
        let loops = try EventLoopGroup(count: 1, name: "test")
        let pool = PostgresPool(try await TestPostgres.shared.makeDatabase(), loops: loops)
        _ = try await pool.query("SELECT 1")
        try await pool.withSession { session in
            await pool.close()
            loops.shutdown()
            #expect(await failure { try await session.query("SELECT 1") }?.code == .closed)
        }
        #expect(await failure { try await pool.query("SELECT 1") }?.code == .closed)
        #expect(await failure { try await pool.withSession { _ in } }?.code == .closed)
        let code = await withCheckedContinuation { continuation in
            pool.start(PostgresRequest([.init("SELECT 1", .values([]))])) { result in
                continuation.resume(
                    returning: { if case .failure(let error) = result { error.code } else { nil } }() as PostgresError.Code?)
            }
        }
        #expect(code == .closed)
        #expect(await !pool.status().isReachable)
        await pool.close()
    }
}
