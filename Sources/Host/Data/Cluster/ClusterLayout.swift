import Crypto
import Foundation
import PostgresClient

/// Where the private cluster keeps its files.
///
///     DATA/postgres/            owned by the cluster's user
///         cluster/  log         PostgreSQL's own
///         socket/               the unix socket
///     DATA/postgres.password    the host role's password, readable by the host's user only
struct ClusterLayout: Sendable {
    static let hostRole = "hashinsight"
    static let database = "hashinsight"

    let home: String
    let socketDirectory: String
    let passwordFile: String
    let lockFile: String

    var clusterDirectory: String { home + "/cluster" }
    /// Which rights of a superuser the host's role was given, in the words of the grant.
    var rightsFile: String { home + "/rights" }
    var logFile: String { home + "/log" }
    var isInitialised: Bool { FileManager.default.fileExists(atPath: clusterDirectory + "/PG_VERSION") }
    /// The major version of PostgreSQL that made the cluster; nil if there is none, or it cannot be read.
    var madeByVersion: Int? {
        guard let text = try? String(contentsOfFile: clusterDirectory + "/PG_VERSION", encoding: .utf8) else { return nil }
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    static func prepare(dataDirectory: String, owner: ClusterOwner) throws -> ClusterLayout {
        let files = FileManager.default
        let data = URL(fileURLWithPath: dataDirectory).standardizedFileURL.path
        do {
            try files.createDirectory(atPath: data, withIntermediateDirectories: true)
            let layout = located(dataDirectory: dataDirectory, owner: owner)
            for folder in [layout.home, layout.socketDirectory] {
                try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try own(folder, owner, mode: 0o755)
            }
            return layout
        } catch let error as PrivateClusterError {
            throw error
        } catch {
            throw PrivateClusterError(code: .folder, message: "the data folder \(data) cannot be prepared: \(error.localizedDescription)")
        }
    }

    /// Where everything is, or would be; makes nothing.
    static func located(dataDirectory: String, owner: ClusterOwner) -> ClusterLayout {
        let data = URL(fileURLWithPath: dataDirectory).standardizedFileURL.path
        // PostgreSQL's user cannot enter a folder such as /root: its files then live where Debian keeps such things.
        let isElsewhere = owner.needsSwitch && !isReachable(data, by: owner)
        let home = isElsewhere ? "/var/lib/hashinsight/" + shortName(of: data) : data + "/postgres"
        // A socket's path may have 107 bytes at most.
        let socket = home.utf8.count < 80 ? home + "/socket" : "/tmp/hashinsight-" + shortName(of: data)
        return ClusterLayout(
            home: home, socketDirectory: socket, passwordFile: data + "/postgres.password", lockFile: data + "/postgres.lock")
    }

    /// How the host connects.
    func configuration(password: String) -> PostgresConfiguration {
        PostgresConfiguration(
            socketDirectory: socketDirectory, port: 5432, user: Self.hostRole, password: password, database: Self.database,
            applicationName: "hashinsight")
    }

    /// Checks what no later attempt mends: whose the cluster is, and that nobody else may look into it.
    func requireUsableCluster(owner: ClusterOwner) throws(PrivateClusterError) {
        var information = stat()
        guard lstat(clusterDirectory, &information) == 0 else { return }
        guard information.st_uid == owner.userId else {
            throw PrivateClusterError(
                code: .folder,
                message: "\(clusterDirectory) belongs to user \(information.st_uid), and PostgreSQL runs as '\(owner.name)': chown -R it")
        }
        let mode = information.st_mode & 0o777
        guard mode == 0o700 || mode == 0o750 else {
            throw PrivateClusterError(
                code: .folder,
                message:
                    "\(clusterDirectory) has the permissions 0\(String(mode, radix: 8)), and PostgreSQL takes 0700 or 0750 only: chmod 0700 it"
            )
        }
        guard isInitialised else {
            throw PrivateClusterError(
                code: .folder,
                message: "\(clusterDirectory) is no database cluster, it has no file PG_VERSION: restore it, or move it away to begin anew")
        }
    }

    /// The password of the host's role, made if the cluster is still to be made.
    func hostPasswordMadeIfNew() throws -> String {
        if !isInitialised && ((try? hostPassword()) ?? "").isEmpty { return try makeHostPassword() }
        return try hostPassword()
    }

    private func makeHostPassword() throws -> String {
        let password = SymmetricKey(size: .bits256).withUnsafeBytes { $0.hexadecimal }
        let handle = open(passwordFile, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard handle >= 0 else {
            throw PrivateClusterError(code: .folder, message: "\(passwordFile) cannot be written: \(String(cString: strerror(errno)))")
        }
        try FileHandle(fileDescriptor: handle, closeOnDealloc: true).write(contentsOf: Data(password.utf8))
        return password
    }

    func hostPassword() throws -> String {
        guard let password = try? String(contentsOfFile: passwordFile, encoding: .utf8) else {
            throw PrivateClusterError(
                code: .folder,
                message:
                    "\(passwordFile) is missing or unreadable; it holds the password of the private database in \(home). Restore it, or move both away to begin anew"
            )
        }
        return password
    }

    func writeConfiguration(into directory: String, owner: ClusterOwner) throws {
        let settings = """

            # Written by hashinsight when it made this cluster.
            listen_addresses = ''
            unix_socket_directories = '\(socketDirectory)'
            max_connections = 100
            shared_buffers = '128MB'
            jit = off
            huge_pages = off
            max_wal_size = '1GB'
            checkpoint_completion_target = 0.9
            log_timezone = 'UTC'
            timezone = 'UTC'

            """
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory + "/postgresql.conf"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(settings.utf8))
        try handle.close()
        let access = "local all \(owner.name) peer\nlocal all all scram-sha-256\n"
        let accessHandle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory + "/pg_hba.conf"))
        try accessHandle.truncate(atOffset: 0)
        try accessHandle.write(contentsOf: Data(access.utf8))
        try accessHandle.close()
    }

    private static func own(_ path: String, _ owner: ClusterOwner, mode: mode_t) throws {
        guard !owner.needsSwitch || chown(path, owner.userId, owner.groupId) == 0, !owner.needsSwitch || chmod(path, mode) == 0 else {
            throw PrivateClusterError(
                code: .folder, message: "\(path) cannot be given to user '\(owner.name)': \(String(cString: strerror(errno)))")
        }
    }

    /// Whether the owner may pass through every folder on the way.
    private static func isReachable(_ path: String, by owner: ClusterOwner) -> Bool {
        var folder = path
        while true {
            var information = stat()
            guard stat(folder, &information) == 0 else { return false }
            let pass: mode_t =
                information.st_uid == owner.userId ? 0o100 : information.st_gid == owner.groupId ? 0o010 : 0o001
            guard information.st_mode & pass != 0 else { return false }
            if folder == "/" { return true }
            folder = (folder as NSString).deletingLastPathComponent
        }
    }

    private static func shortName(of path: String) -> String {
        SHA256.hash(data: Data(path.utf8)).prefix(8).hexadecimal
    }
}
