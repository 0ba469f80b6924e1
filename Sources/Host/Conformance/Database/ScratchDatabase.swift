import EventLoop
import Foundation
import HostData
package import HostPlugins
import PostgresClient

/// A PostgreSQL of the check's own in a folder that goes with it: migrated as a host's, with the plugin's schema installed as a host does.
package final class ScratchDatabase: Sendable {
    /// The data folder; a child process that is told of it joins.
    package let folder: String
    let database: Database
    /// Nil in a process that has joined: whoever made it keeps it running.
    private let cluster: PrivateCluster?
    private let loops: EventLoopGroup

    /// Makes a cluster in a new folder.
    /// - Throws: ``PrivateClusterError`` without PostgreSQL, the database's errors.
    package static func make() async throws -> ScratchDatabase {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-check-\(UUID().uuidString.prefix(8))").path
        let cluster = try await PrivateCluster.start(dataDirectory: folder)
        return try ScratchDatabase(folder: folder, cluster, cluster.configuration)
    }

    /// Joins the cluster that another process has made in the folder.
    static func join(_ folder: String) throws -> ScratchDatabase {
        try ScratchDatabase(folder: folder, nil, try PrivateCluster.configuration(ofRunning: folder))
    }

    private init(folder: String, _ cluster: PrivateCluster?, _ configuration: PostgresConfiguration) throws {
        self.folder = folder
        self.cluster = cluster
        loops = try EventLoopGroup(count: 1, name: "scratch")
        // The database ends with the check, so its passwords need no secret.
        database = Database(configuration, passwords: RolePasswords(secret: Array("the scratch database".utf8)), loops: loops)
    }

    /// Brings the host's schema and the plugin's up, with two providers and a client of each.
    ///
    /// - Returns: The path of a file with the types of every statement's result.
    /// - Throws: `SchemaError`, `VettingError`: the plugin's migrations or statements do not fit; the database's errors.
    package func install(_ bundle: PluginBundle) async throws -> String {
        try await HostMigrator(pool: database.host).migrate()
        for tenant in ScratchTenant.all {
            _ = try await database.host.query(
                "INSERT INTO app.tenants (key, id, kind, parent_key, name) VALUES ($1, $2, $3, $4, $2) ON CONFLICT DO NOTHING",
                .int(tenant.key.rawValue), .text(tenant.id), .text(tenant.kind.rawValue), tenant.parent.map { .int($0.rawValue) } ?? .null)
        }
        let passwords = database.passwords
        let schema = PluginSchema(bundle: bundle, password: { passwords.password(role: $0) })
        let outcome = try await database.host.withSession { session in
            try await schema.install(session, now: Int(Date().timeIntervalSince1970))
        }
        let shapes = JSONValue.object(
            outcome.statements.mapValues { types in .array(types.columns.map { .array([.string($0.name), .string($0.type)]) }) })
        let path = folder + "/shapes.json"
        try Data(shapes.text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Ends it: the sessions; and in the process that made it the cluster, whose folder goes.
    package func close() async {
        await database.close()
        guard let cluster else { return }
        await cluster.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
