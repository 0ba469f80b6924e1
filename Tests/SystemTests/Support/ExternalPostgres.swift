import Foundation
import Glibc

/// A PostgreSQL server that is not the host's own, so that a test can take it away and bring it back.
final class ExternalPostgres: Sendable {
    private let folder: String
    private let programs: String

    /// A database whose owner may create roles and is no superuser.
    var url: String { "postgresql://house@/house?host=\(folder)" }
    private var data: String { folder + "/data" }

    /// Makes and starts it.
    static func start() async throws -> ExternalPostgres {
        let server = try ExternalPostgres()
        try await server.administer(
            "initdb", ["-D", server.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        try await server.start()
        for sql in ["CREATE ROLE house LOGIN CREATEROLE", "CREATE DATABASE house OWNER house"] {
            let made = try await Product.run(
                "/usr/bin/psql", ["-X", "-q", "-h", server.folder, "-U", "postgres", "-d", "postgres", "-c", sql])
            guard made.exitCode == 0 else { throw TestFailure("\(sql): \(made.talk)") }
        }
        return server
    }

    private init() throws {
        let versions = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql").compactMap(Int.init).sorted()
        guard let newest = versions.last else { throw TestFailure("PostgreSQL is not installed: make setup") }
        programs = "/usr/lib/postgresql/\(newest)/bin/"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("postgres-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        if getuid() == 0, let user = getpwnam("postgres") { chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) }
    }

    func start() async throws {
        try await administer(
            "pg_ctl",
            [
                "start", "-w", "-D", data, "-l", folder + "/log", "-o",
                "-c listen_addresses='' -c unix_socket_directories=\(folder) -c fsync=off",
            ])
    }

    /// Ends it at once, as a crash would.
    func stop() async throws { try await administer("pg_ctl", ["stop", "-w", "-m", "immediate", "-D", data]) }

    func remove() async {
        try? await stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func administer(_ program: String, _ arguments: [String]) async throws {
        let isRoot = getuid() == 0
        let outcome = try await Product.run(
            isRoot ? "/usr/sbin/runuser" : "/usr/bin/env", (isRoot ? ["-u", "postgres", "--"] : []) + [programs + program] + arguments)
        guard outcome.exitCode == 0 else { throw TestFailure("\(program): \(outcome.talk) \(outcome.output)") }
    }
}
