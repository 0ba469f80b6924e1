import EventLoop
import PostgresClient
import TestSupport
import Testing

@testable import HostData

@Suite("Survey of the database")
struct DatabaseSurveyTests {
    /// Runs a script and has its session tell the server's statistics at once.
    private func counted(_ sql: String, _ pool: PostgresPool) async throws {
        try await pool.withSession { session in
            try await session.script(sql)
            _ = try await session.query("SELECT pg_stat_force_next_flush()")
        }
    }

    @Test("the size of all, of a table with its partitions, connections, ids and what was read and written beside memory")
    func sizes() async throws {
        try await withPool { pool in
            try await counted(
                """
                CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
                CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10000) WITH (autovacuum_enabled = false);
                CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10000) TO (20000) WITH (autovacuum_enabled = false);
                CREATE TABLE small (id int);
                INSERT INTO parted SELECT generate_series(0, 19999);
                SET work_mem = '64kB';
                SELECT count(*) FROM (SELECT n FROM generate_series(1, 100000) n ORDER BY n DESC) sorted
                """, pool)
            let figures = try await DatabaseSurvey(pool: pool).read()
            let size = try await pool.query("SELECT pg_total_relation_size('parted_1') + pg_total_relation_size('parted_2')")
            #expect(figures.largest?.first?.table == "public.parted")
            #expect(figures.largest?.first?.bytes == size.integer(row: 0, column: 0).map { Int($0) })
            #expect(figures.largest?.map(\.table).contains("public.small") == true)
            #expect(figures.largest?.contains { $0.table == "public.parted_1" } == false)
            #expect(figures.bytes > 1 << 20)
            #expect(figures.connections >= 1 && figures.connections <= figures.connectionLimit && figures.connectionLimit == 797)
            #expect(figures.oldestId.database != "" && figures.oldestId.transactions > 0)
            #expect(figures.temporaryBytes > 0 && figures.blocksFromCache > 0 && figures.cacheHitRatio ?? 0 > 0)
            #expect(figures.oldestPrepared == nil && figures.disk == nil)
        }
    }

    @Test("a table that another one is changing keeps none of the other figures back")
    func locked() async throws {
        try await withPool { pool in
            try await pool.withSession { session in
                try await session.script("CREATE TABLE held (id int)")
                try await session.script("BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE")
                let figures = try await DatabaseSurvey(pool: pool).read()
                #expect(figures.largest == nil && figures.bytes > 0)
                try await session.script("ROLLBACK")
            }
            #expect(try await DatabaseSurvey(pool: pool).read().largest?.contains { $0.table == "public.held" } == true)
        }
    }

    @Test("an open transaction of the host's role is told with its process; of another role that it is hidden, and how old its snapshot is")
    func transactions() async throws {
        try await withPool { pool in
            try await pool.withSession { session in
                try await session.script("BEGIN")
                let process = try await session.query("SELECT pg_backend_pid()").integer(row: 0, column: 0)
                let figures = try await DatabaseSurvey(pool: pool).read()
                #expect(figures.oldestTransaction?.process == process.map { Int($0) })
                #expect(figures.oldestTransaction?.name.contains("hashinsight-test") == true)
                try await session.script("ROLLBACK")
            }
            #expect(try await DatabaseSurvey(pool: pool).read().hiddenSessions == 0)
            var other = try await TestPostgres.shared.superuserConfiguration
            other.database = try #require(try await pool.query("SELECT current_database()").text(row: 0, column: 0))
            let loops = try EventLoopGroup(count: 1, name: "other")
            let others = PostgresPool(other, options: PostgresPoolOptions(), loops: loops) { _ in }
            try await others.withSession { session in
                try await session.script("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
                try await pool.withSession { own in
                    for _ in 0..<5 { try await own.script("SELECT pg_current_xact_id()") }
                }
                let figures = try await DatabaseSurvey(pool: pool).read()
                #expect(figures.hiddenSessions >= 1 && figures.snapshotAge >= 5)
                try await session.script("ROLLBACK")
            }
            await others.close()
            loops.shutdown()
        }
    }

    @Test("dead rows are told where autovacuum is off, until the table is vacuumed")
    func deadRows() async throws {
        try await withPool { pool in
            try await counted(
                "CREATE TABLE worn (id int) WITH (autovacuum_enabled = false); INSERT INTO worn SELECT generate_series(1, 20000)", pool)
            try await counted("DELETE FROM worn", pool)
            let survey = DatabaseSurvey(pool: pool)
            let worn = try #require(try await survey.read().deadRows.first)
            #expect(worn == .init(table: "public.worn", live: 0, dead: 20_000, secondsSinceVacuum: nil, isAutovacuumed: false))
            let troubles = DatabaseTrouble.found(in: try await survey.read())
            #expect(troubles == [.deadRows(worn)])
            try await counted("VACUUM worn", pool)
            #expect(try await survey.read().deadRows.allSatisfy { $0.table != "public.worn" })
        }
    }
}
