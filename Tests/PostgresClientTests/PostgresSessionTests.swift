import PostgresClient
import TestSupport
import Testing

@Suite("PostgresSession")
struct PostgresSessionTests {
    @Test("A transaction commits, rolls back when its body throws, and tells when an error was swallowed")
    func transactions() async throws {
        struct Stop: Error {}
        try await withPool { pool async throws in
            try await pool.withSession { session async throws in
                try await session.script("CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (0);")
                try await session.transaction { _ = try await $0.query("INSERT INTO t VALUES (1)") }
                await #expect(throws: Stop.self) {
                    try await session.transaction {
                        _ = try await $0.query("INSERT INTO t VALUES (2)")
                        throw Stop()
                    }
                }
                let swallowed = await failure {
                    try await session.transaction {
                        _ = try await $0.query("INSERT INTO t VALUES (3)")
                        _ = try? await $0.query("INSERT INTO t VALUES (1)")
                    }
                }
                #expect(swallowed?.sqlState == "25P02")
                #expect(try await session.query("SELECT count(*) FROM t").integer(row: 0, column: 0) == 2)
            }
        }
    }

    @Test("A script may follow at once upon the request that makes an old statement go") func scriptAfterEviction() async throws {
        try await withPool({ $0.maximumPreparedStatements = 8 }) { pool async throws in
            try await pool.withSession { session async throws in
                for number in 0..<60 {
                    #expect(try await session.query(Statement("SELECT \(number)")).integer(row: 0, column: 0) == Int64(number))
                    try await session.script("SELECT 1; SELECT 2")
                }
            }
        }
    }

    @Test("Nothing of a session reaches the next user: setting, role, temporary table, lock, LISTEN, cursor, transaction")
    func handOver() async throws {
        try await withPool({
            $0.maximumConnections = 2
            $0.sharedConnections = 1
        }) { pool async throws in
            let first = try await pool.withSession { session async throws in
                try await session.script(
                    """
                    CREATE ROLE other_role; GRANT other_role TO CURRENT_USER; CREATE SEQUENCE s; SELECT nextval('s');
                    SET app.secret = 'x'; SET statement_timeout = 1234; CREATE TEMP TABLE leak (a int); SELECT pg_advisory_lock(42); LISTEN gossip;
                    DECLARE c CURSOR WITH HOLD FOR SELECT 1; SET ROLE other_role; BEGIN; SELECT 1
                    """)
                return try await session.query("SELECT pg_backend_pid()").integer(row: 0, column: 0)
            }
            try await pool.withSession { session async throws in
                let state = try await session.query(
                    """
                    SELECT pg_backend_pid(), coalesce(current_setting('app.secret', true), ''), current_setting('statement_timeout'),
                        to_regclass('pg_temp.leak') IS NULL, (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
                        (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_cursors WHERE name <> ''), current_user = session_user,
                        now()
                    """)
                #expect(state.integer(row: 0, column: 0) == first)
                #expect(state.text(row: 0, column: 1) == "")
                #expect(state.text(row: 0, column: 2) == "0")
                #expect(state.boolean(row: 0, column: 3) == true)
                #expect(state.integer(row: 0, column: 4) == 0)
                #expect(state.integer(row: 0, column: 5) == 0)
                #expect(state.integer(row: 0, column: 6) == 0)
                #expect(state.boolean(row: 0, column: 7) == true)
                let later = try await session.query("SELECT now()").timestampMicros(row: 0, column: 0) ?? 0
                #expect(later > state.timestampMicros(row: 0, column: 8) ?? .max)
                #expect(await failure { try await session.query("SELECT lastval()") }?.sqlState == "55000")
            }
        }
    }

    @Test("A session kept beyond its end refuses to work")
    func usedAfterEnd() async throws {
        try await withPool { pool async throws in
            let kept = try await pool.withSession { $0 }
            #expect(await failure { try await kept.query("SELECT 1") }?.code == .usage)
        }
    }

    @Test("COPY writes every type, and all or nothing")
    func copyIn() async throws {
        try await withPool { pool async throws in
            try await pool.withSession { session async throws in
                try await session.script(
                    """
                    CREATE TYPE mood AS ENUM ('calm', 'angry');
                    CREATE TABLE "odd name" (a int2, b int8, c float4, d text, e bytea, f timestamptz, g date, h numeric, i jsonb, j uuid, k inet,
                        l bool, m mood, n numeric)
                    """)
                var builder = RowBatch.Builder([
                    .init("a", .integer), .init("b", .integer), .init("c", .number), .init("d", .text), .init("e", .bytes),
                    .init("f", .timestamp), .init("g", .timestamp), .init("h", .decimal), .init("i", .json), .init("j", .text),
                    .init("k", .text), .init("l", .boolean), .init("m", .text), .init("n", .integer),
                ])
                for number in 0..<5_000 as Range<Int64> {
                    builder.appendRow([
                        .int(number % 100), .int(number), .double(0.5), .text("näme \(number)"), .bytes([0, 255, UInt8(number % 256)]),
                        .timestamp(micros: 1_700_000_000_000_000 + number), .timestamp(micros: -86_400_000_000 * number),
                        .decimal("-\(number).0\(number)"), .json("{\"n\": \(number)}"), .text("00000000-0000-0000-0000-0000000000ff"),
                        .text(number % 2 == 0 ? "10.0.0.0/8" : "2001:db8::1"), .bool(number % 3 == 0), .text("angry"),
                        .int(number * 10_000),
                    ])
                }
                builder.appendRow([PostgresValue](repeating: .null, count: 14))
                let columns = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"]
                let count = try await session.copyIn(table: "odd name", columns: columns, rows: [builder.finish(), builder.finish()])
                #expect(count == 10_002)
                let rows = try await session.query(
                    """
                    SELECT count(*), count(*) FILTER (WHERE h = -(b || '.0' || b)::numeric AND d = 'näme ' || b AND (i->>'n')::int = b
                        AND n = b * 10000 AND g = date '1970-01-01' - b::int AND extract(epoch FROM f) * 1000000 = 1700000000000000 + b
                        AND e = '\\x00ff'::bytea || decode(lpad(to_hex(b % 256), 2, '0'), 'hex') AND m = 'angry' AND l = (b % 3 = 0)
                        AND k = CASE WHEN b % 2 = 0 THEN inet '10.0.0.0/8' ELSE inet '2001:db8::1' END AND c = 0.5 AND a = b % 100)
                    FROM "odd name"
                    """)
                #expect(rows.integer(row: 0, column: 0) == 10_002)
                #expect(rows.integer(row: 0, column: 1) == 10_000)

                var wrong = RowBatch.Builder([.init("a", .integer)])
                wrong.appendRow([1])
                wrong.appendRow([100_000])
                let error = await failure { try await session.copyIn(table: "odd name", columns: ["a"], rows: wrong.finish()) }
                #expect(error?.code == .parameter && error?.message.contains("row 1, column a") == true)
                let missing = await failure { try await session.copyIn(table: "nowhere", columns: ["a"], rows: wrong.finish()) }
                #expect(missing?.sqlState == "42P01")
                #expect(try await session.query("SELECT count(*) FROM \"odd name\"").integer(row: 0, column: 0) == 10_002)
            }
        }
    }

    @Test("A cancelled task ends its statement on the server, and the session goes on")
    func cancel() async throws {
        try await withPool { pool async throws in
            try await pool.withSession { session async throws in
                let slow = Task { try await session.query("SELECT 1 FROM pg_sleep(60)") }
                try await Task.sleep(for: .milliseconds(100))
                slow.cancel()
                #expect(await failure { try await slow.value }?.code == .cancelled)
                #expect(try await session.query("SELECT 1").integer(row: 0, column: 0) == 1)
                let late = await failure { try await session.execute([("SELECT 1 FROM pg_sleep(60)", [])], deadlineNanos: deadline(100)) }
                #expect(late?.code == .timeout)
                #expect(try await session.query("SELECT 2").integer(row: 0, column: 0) == 2)
            }
        }
    }

    @Test("A task that is cancelled at any moment of a statement's way ends it, and the session goes on")
    func cancelEarly() async throws {
        try await withPool { pool async throws in
            try await pool.withSession { session async throws in
                for turn in 0..<60 {
                    // Each is new to the server, which has to prepare it first.
                    let slow = Task { try await session.query(Statement("SELECT \(turn) FROM pg_sleep(60)")) }
                    try await Task.sleep(for: .microseconds(turn * 50))
                    slow.cancel()
                    #expect(await failure { try await slow.value }?.code == .cancelled)
                    #expect(try await session.query("SELECT 1").integer(row: 0, column: 0) == 1, "turn \(turn)")
                }
            }
        }
    }

    @Test("Notifications reach whoever listens, and the stream ends with the session")
    func notifications() async throws {
        try await withPool { pool async throws in
            let reader = Task {
                try await pool.withSession { session async throws in
                    try await session.listen("Odd \"channel\"")
                    _ = try await session.query("SELECT pg_notify('ready', '')")
                    var seen: [String] = []
                    for await notification in session.notifications {
                        #expect(notification.channel == "Odd \"channel\"")
                        seen.append(notification.payload)
                        if seen.count >= 2, seen.contains("second") { break }
                    }
                    return seen
                }
            }
            let sender = Task {
                while !Task.isCancelled {
                    _ = try await pool.query("SELECT pg_notify('Odd \"channel\"', 'first'), pg_notify('Odd \"channel\"', 'second')")
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            let seen = try await reader.value
            sender.cancel()
            #expect(Array(seen.prefix(2)) == ["first", "second"])
        }
    }

    @Test("Describe tells parameter and column types without executing")
    func describe() async throws {
        try await withPool { pool async throws in
            try await pool.withSession { session async throws in
                try await session.script("CREATE TABLE t (a int, b numeric)")
                let description = try await session.describe("UPDATE t SET b = $2 WHERE a = $1 RETURNING a, b, 'x'::text AS c")
                #expect(description.parameterTypeOIDs == [23, 1700])
                #expect(description.columns.map(\.name) == ["a", "b", "c"])
                #expect(description.columns.map(\.type) == [.integer, .decimal, .text])
                #expect(description.columns.map(\.tableColumn) == [1, 2, 0])
                #expect(await failure { try await session.describe("SELEC") }?.sqlState == "42601")
            }
        }
    }

    @Test("A script ends at its first error, as one transaction")
    func script() async throws {
        try await withPool { pool async throws in
            try await pool.withSession { session async throws in
                let error = await failure { try await session.script("CREATE TABLE a (x int); SELECT 1/0; CREATE TABLE b (x int)") }
                #expect(error?.sqlState == "22012")
                #expect(try await session.query("SELECT to_regclass('a') IS NULL").boolean(row: 0, column: 0) == true)
            }
        }
    }
}
