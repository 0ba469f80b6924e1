import Dispatch
import Foundation
package import PostgresClient

/// A PostgreSQL cluster of the host's own in its data folder, used when no `DATABASE_URL` is given.
///
/// It listens on a unix socket only. The host connects as `hashinsight`, which is no superuser; the superuser can
/// connect as the operating system's user that runs the cluster, and nobody else. Started as root, the cluster runs as an
/// unprivileged user. Several hosts may share one data folder: the first starts the cluster, the last stops it.
package final class PrivateCluster: Sendable {
    private let layout: ClusterLayout
    private let tools: ClusterTools
    private let lock: FolderLock
    package let configuration: PostgresConfiguration

    private init(layout: ClusterLayout, tools: ClusterTools, lock: FolderLock, configuration: PostgresConfiguration) {
        self.layout = layout
        self.tools = tools
        self.lock = lock
        self.configuration = configuration
    }

    /// Finds what the cluster needs and says how to connect to it; nothing runs yet, see ``ensureRunning()``.
    ///
    /// - Parameter dataDirectory: The host's data folder; made if missing.
    /// - Throws: ``PrivateClusterError`` for what cannot heal by itself.
    package static func open(dataDirectory: String) async throws -> PrivateCluster {
        let owner = try ClusterOwner.find()
        let layout = try ClusterLayout.prepare(dataDirectory: dataDirectory, owner: owner)
        let tools = try ClusterTools.find(for: layout, owner: owner)
        let lock = try FolderLock(path: layout.lockFile)
        var password = ""
        try await lock.exclusively {
            try layout.requireUsableCluster(owner: owner)
            password = try layout.hostPasswordMadeIfNew()
        }
        return PrivateCluster(layout: layout, tools: tools, lock: lock, configuration: layout.configuration(password: password))
    }

    /// How to connect to the cluster that another process keeps running in the folder: reads its password and touches nothing, which a
    /// process without the right to write or to start others can do.
    ///
    /// - Throws: ``PrivateClusterError`` without PostgreSQL's user or the password's file.
    package static func configuration(ofRunning dataDirectory: String) throws -> PostgresConfiguration {
        let layout = ClusterLayout.located(dataDirectory: dataDirectory, owner: try ClusterOwner.find())
        return layout.configuration(password: try layout.hostPassword())
    }

    /// Opens the cluster and starts it.
    ///
    /// - Throws: ``PrivateClusterError``, as ``open(dataDirectory:)`` and ``ensureRunning()`` do.
    package static func start(dataDirectory: String) async throws -> PrivateCluster {
        let cluster = try await open(dataDirectory: dataDirectory)
        try await cluster.ensureRunning()
        return cluster
    }

    /// Makes the cluster if there is none yet, starts it if it does not run, or has died, and waits until it takes connections.
    ///
    /// - Throws: ``PrivateClusterError`` that says which step failed and what the tool printed.
    package func ensureRunning() async throws {
        try await lock.exclusively {
            try layout.requireUsableCluster(owner: tools.owner)
            if !layout.isInitialised { try await Self.initialise(layout, tools) }
            try await Self.ensureRunning(layout, tools)
        }
    }

    /// Stops the cluster if no other host uses it.
    package func stop() async {
        guard lock.leave() else { return }
        defer { lock.release() }
        _ = try? await tools.run("pg_ctl", ["stop", "-D", layout.clusterDirectory, "-m", "fast", "-w", "-t", "30"])
    }

    private static func initialise(_ layout: ClusterLayout, _ tools: ClusterTools) async throws {
        let building = layout.clusterDirectory + ".building"
        try? FileManager.default.removeItem(atPath: building)
        try await tools.run(
            "initdb",
            [
                "-D", building, "-U", tools.owner.name, "--auth-local=peer", "--auth-host=reject", "--encoding=UTF8", "--locale=C.UTF-8",
                "--no-instructions",
            ])
        try layout.writeConfiguration(into: building, owner: tools.owner)
        let password = try layout.hostPassword()
        // Single-user mode: there alone anything runs with superuser rights.
        try await tools.run(
            "postgres", ["--single", "-j", "-D", building, "postgres"],
            input: """
                CREATE ROLE \(ClusterLayout.hostRole) LOGIN CREATEROLE PASSWORD '\(password)';

                CREATE DATABASE \(ClusterLayout.database) OWNER \(ClusterLayout.hostRole);

                \(grantedRights);


                """)
        try FileManager.default.moveItem(atPath: building, toPath: layout.clusterDirectory)
        try noteRights(layout)
    }

    /// What the host's role may set of what is a superuser's alone: the limit of temporary files, for the roles that it makes.
    private static let grantedRights = "GRANT SET ON PARAMETER \(StatementLimits.diskSetting.name) TO \(ClusterLayout.hostRole)"

    private static func noteRights(_ layout: ClusterLayout) throws {
        try Data((grantedRights + "\n").utf8).write(to: URL(fileURLWithPath: layout.rightsFile))
    }

    /// Gives the host's role what a cluster of an older version has not given it; the cluster must not run.
    private static func grantRights(_ layout: ClusterLayout, _ tools: ClusterTools) async throws {
        let known = try? String(contentsOfFile: layout.rightsFile, encoding: .utf8)
        guard known != grantedRights + "\n" else { return }
        try await tools.run(
            "postgres", ["--single", "-j", "-D", layout.clusterDirectory, "postgres"], input: "\(grantedRights);\n\n\n")
        try noteRights(layout)
    }

    /// The memory that each process of the running server may take beside what all share, in bytes; nil if that is not limited or not known.
    package func memoryLimitBytes() -> Int? {
        guard let words = try? String(contentsOfFile: layout.clusterDirectory + "/postmaster.pid", encoding: .utf8),
            let process = words.split(separator: "\n").first,
            let limits = try? String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
        else { return nil }
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max data size") }
        return line?.split(separator: " ").dropFirst(3).first.flatMap { Int($0) }
    }

    /// Room on the disk of the cluster's files; nil if that is not known.
    package func diskRoom() async -> DiskRoom? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [home = layout.home] in continuation.resume(returning: DiskRoom(at: home)) }
        }
    }

    private static func ensureRunning(_ layout: ClusterLayout, _ tools: ClusterTools) async throws {
        let status = try await tools.run("pg_ctl", ["status", "-D", layout.clusterDirectory], failing: false)
        if status.exitCode == 0 { return }
        do {
            try await grantRights(layout, tools)
            try await tools.run(
                "pg_ctl",
                ["start", "-D", layout.clusterDirectory, "-l", layout.logFile, "-w", "-t", "60", "-s"],
                processMemoryBytes: StatementLimits.memoryBytes)
        } catch let error as PrivateClusterError {
            let log = (try? String(contentsOfFile: layout.logFile, encoding: .utf8)) ?? ""
            let tail = log.split(separator: "\n").suffix(5).joined(separator: "\n")
            throw PrivateClusterError(code: .start, message: "\(error.message)\n\(tail)")
        }
    }
}
