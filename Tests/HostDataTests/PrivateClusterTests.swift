import EventLoop
import Foundation
import HostData
import PostgresClient
import Testing

@Suite("Private cluster", .serialized)
struct PrivateClusterTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-cluster-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test("one start makes a database that migrates, as a role that is no superuser, and a second start finds it again")
    func startsAndComesBack() async throws {
        try await withFolder { folder in
            let loops = try EventLoopGroup(count: 1, name: "test")
            for round in 0..<2 {
                let cluster = try await PrivateCluster.start(dataDirectory: folder)
                let pool = PostgresPool(cluster.configuration, options: PostgresPoolOptions(), loops: loops) { _ in }
                let ran = try await HostMigrator(pool: pool).migrate()
                #expect(ran.isEmpty == (round == 1), "migrations run once")
                let rows = try await pool.query("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
                #expect(rows.boolean(row: 0, column: 0) == false && rows.boolean(row: 0, column: 1) == false)
                let listening = try await pool.query("SELECT current_setting('listen_addresses')")
                #expect(listening.text(row: 0, column: 0) == "")
                await pool.close()
                await cluster.stop()
                #expect(!FileManager.default.fileExists(atPath: folder + "/postgres/cluster/postmaster.pid"))
            }
            loops.shutdown()
        }
    }

    @Test("a statement that takes more memory than one may is refused it, and the server goes on; temporary files can be limited")
    func statementLimits() async throws {
        try await withFolder { folder in
            let cluster = try await PrivateCluster.start(dataDirectory: folder)
            #expect(cluster.memoryLimitBytes() == StatementLimits.memoryBytes)
            let room = try #require(await cluster.diskRoom())
            #expect(room.freeBytes > 0 && room.freeBytes <= room.totalBytes)
            let loops = try EventLoopGroup(count: 1, name: "test")
            let pool = PostgresPool(cluster.configuration, options: PostgresPoolOptions(), loops: loops) { _ in }
            let before = try await pool.query("SELECT pg_postmaster_start_time()::text").text(row: 0, column: 0)
            let greedy = Statement("SELECT array_length(array_agg(repeat('x', 100000 + n % 10)), 1) FROM generate_series(1, 100000) AS n")
            let error = await #expect(throws: PostgresError.self) {
                _ = try await pool.execute([(greedy, [])], deadlineNanos: EventLoop.nowNanos() + 120_000_000_000)
            }
            #expect(error?.sqlState == "53200", "\(String(describing: error))")
            #expect(try await pool.query("SELECT pg_postmaster_start_time()::text").text(row: 0, column: 0) == before)
            #expect(try await pool.query("SELECT has_parameter_privilege('temp_file_limit', 'SET')").boolean(row: 0, column: 0) == true)
            await pool.close()
            loops.shutdown()
            // As one that an older version made: the next start gives what is missing.
            await cluster.stop()
            try FileManager.default.removeItem(atPath: folder + "/postgres/rights")
            let again = try await PrivateCluster.start(dataDirectory: folder)
            #expect(FileManager.default.fileExists(atPath: folder + "/postgres/rights"))
            await again.stop()
        }
    }

    @Test("while two hosts share it, the first to leave does not stop it")
    func lastOneStops() async throws {
        try await withFolder { folder in
            let first = try await PrivateCluster.start(dataDirectory: folder)
            let second = try await PrivateCluster.start(dataDirectory: folder)
            await first.stop()
            #expect(FileManager.default.fileExists(atPath: folder + "/postgres/cluster/postmaster.pid"))
            await second.stop()
            #expect(!FileManager.default.fileExists(atPath: folder + "/postgres/cluster/postmaster.pid"))
        }
    }

    /// Runs `body` with the folder of a cluster that was made and stopped, and gives what a start says then.
    private func refusal(after change: (String) throws -> Void) async throws -> PrivateClusterError? {
        var found: PrivateClusterError?
        try await withFolder { folder in
            let made = try await PrivateCluster.start(dataDirectory: folder)
            await made.stop()
            try change(folder + "/postgres/cluster")
            do {
                let cluster = try await PrivateCluster.start(dataDirectory: folder)
                await cluster.stop()
            } catch let error as PrivateClusterError {
                found = error
            }
        }
        return found
    }

    @Test("what no later attempt can mend is refused with the folder and what to do")
    func refusals() async throws {
        let files = FileManager.default
        let open = try #require(try await refusal { try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: $0) })
        #expect(open.code == .folder && !open.mayHeal && open.message.contains("postgres/cluster has the permissions 0755"), "\(open)")
        let newer = try #require(try await refusal { try "99\n".write(toFile: $0 + "/PG_VERSION", atomically: false, encoding: .utf8) })
        #expect(newer.code == .version && !newer.mayHeal && newer.message.contains("made by PostgreSQL 99"), "\(newer)")
        let none = try #require(try await refusal { try files.removeItem(atPath: $0 + "/PG_VERSION") })
        #expect(none.code == .folder && !none.mayHeal && none.message.contains("PG_VERSION"), "\(none)")
    }

    @Test("a server that does not start says why, and starts when that is mended; the password stays the same")
    func doesNotStart() async throws {
        try await withFolder { folder in
            let cluster = try await PrivateCluster.open(dataDirectory: folder)
            try await cluster.ensureRunning()
            await cluster.stop()
            let settings = folder + "/postgres/cluster/postgresql.auto.conf"
            let good = try String(contentsOfFile: settings, encoding: .utf8)
            try "no_such_setting = 1\n".write(toFile: settings, atomically: false, encoding: .utf8)
            let again = try await PrivateCluster.open(dataDirectory: folder)
            #expect(again.configuration.password == cluster.configuration.password)
            do {
                try await again.ensureRunning()
                Issue.record("it started")
            } catch let error as PrivateClusterError {
                #expect(error.code == .start && error.mayHeal && error.message.contains("no_such_setting"), "\(error)")
            }
            try good.write(toFile: settings, atomically: false, encoding: .utf8)
            try await again.ensureRunning()
            #expect(FileManager.default.fileExists(atPath: folder + "/postgres/cluster/postmaster.pid"))
            await again.stop()
        }
    }

    @Test("a half-made cluster is made anew")
    func halfMade() async throws {
        try await withFolder { folder in
            let building = folder + "/postgres/cluster.building"
            try FileManager.default.createDirectory(atPath: building, withIntermediateDirectories: true)
            try Data("15".utf8).write(to: URL(fileURLWithPath: building + "/PG_VERSION"))
            let cluster = try await PrivateCluster.start(dataDirectory: folder)
            await cluster.stop()
        }
    }
}
