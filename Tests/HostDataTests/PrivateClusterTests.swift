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
