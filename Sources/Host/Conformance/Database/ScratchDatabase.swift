import EventLoop
import Foundation
import HostData
package import HostPlugins
import PostgresClient

/// A PostgreSQL of the check's own in a folder that goes with it: migrated as a host's, with the plugin's schema installed as a host does.
package final class ScratchDatabase: Sendable {
    /// The data folder; a child process that starts a scratch database in it joins this one.
    package let folder: String
    let database: Database
    private let cluster: PrivateCluster
    private let loops: EventLoopGroup
    private let ownsFolder: Bool

    /// Makes a cluster in a new folder.
    /// - Throws: ``PrivateClusterError`` without PostgreSQL, the database's errors.
    package static func make() async throws -> ScratchDatabase {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-check-\(UUID().uuidString.prefix(8))").path
        return try await ScratchDatabase(folder: folder, ownsFolder: true)
    }

    /// Joins the cluster that another process has made in the folder.
    static func join(_ folder: String) async throws -> ScratchDatabase { try await ScratchDatabase(folder: folder, ownsFolder: false) }

    private init(folder: String, ownsFolder: Bool) async throws {
        self.folder = folder
        self.ownsFolder = ownsFolder
        cluster = try await PrivateCluster.start(dataDirectory: folder)
        loops = try EventLoopGroup(count: 1, name: "scratch")
        // The database ends with the check, so its passwords need no secret.
        database = Database(cluster.configuration, passwords: RolePasswords(secret: Array("the scratch database".utf8)), loops: loops)
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

    /// Ends it; with the last process the cluster stops, and its folder goes.
    package func close() async {
        await database.close()
        await cluster.stop()
        if ownsFolder { try? FileManager.default.removeItem(atPath: folder) }
    }
}
