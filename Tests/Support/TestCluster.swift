internal import CLinux
internal import Foundation
internal import PostgresClient
internal import Synchronization

/// The folder and the server of one cluster.
struct TestCluster: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Folders to be cleared at exit.
    private static let folders = Mutex<[String]>([])

    let folder: String
    let programs: String
    let port: Int

    static func make(_ listening: TestPostgres.Listening) async throws -> TestCluster {
        let programs = try findPrograms()
        var template = Array("/tmp/hashinsight-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "no temporary folder: \(String(cString: strerror(errno)))") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if getuid() == 0 {
            guard let user = getpwnam("postgres") else { throw Failure(description: "no user postgres; install the package postgresql") }
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
            chmod(folder, 0o755)
        }
        let isFirst = folders.withLock { folders in
            folders.append(folder)
            return folders.count == 1
        }
        if isFirst { atexit { TestCluster.endAll() } }
        let port = listening == .socket ? 5432 : try freePort()
        let cluster = TestCluster(folder: folder, programs: programs, port: port)
        try await cluster.run(
            "initdb", ["-D", cluster.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        var settings = [
            "listen_addresses='\(listening == .socket ? "" : "127.0.0.1")'", "port=\(port)", "unix_socket_directories='\(folder)'",
            "fsync=off", "full_page_writes=off", "synchronous_commit=off",
            "max_connections=800", "shared_buffers=64MB", "log_min_messages=fatal",
        ]
        if listening == .tls {
            try await cluster.run("sh", ["-c", TestCertificates.script, "sh", cluster.certificates.folder])
            try await cluster.run("sh", ["-c", "printf '%s\\n' \"$@\" > '\(cluster.data)/pg_hba.conf'", "sh"] + TestCertificates.logins)
            settings += cluster.certificates.settings
        }
        try await cluster.run("sh", ["-c", "printf '%s\\n' \"$@\" >> '\(cluster.data)/postgresql.conf'", "sh"] + settings)
        try await cluster.start()
        return cluster
    }

    private var data: String { folder + "/data" }
    var certificates: TestCertificates { TestCertificates(folder: folder + "/tls") }

    func configuration(user: String, database: String) -> PostgresConfiguration {
        PostgresConfiguration(socketDirectory: folder, port: port, user: user, database: database, applicationName: "hashinsight-test")
    }

    func start() async throws {
        try await run("pg_ctl", ["-D", data, "-w", "-t", "60", "-l", folder + "/log", "start"])
    }

    func stop() async throws {
        try await run("pg_ctl", ["-D", data, "-w", "-t", "60", "-m", "immediate", "stop"])
    }

    /// Runs a program to its end on a thread of its own. Not by Foundation's `Process`: that waits until the server, which inherits its
    /// descriptors, has ended too.
    private func run(_ program: String, _ arguments: [String]) async throws {
        let path = program == "sh" ? "/bin/sh" : "\(programs)/\(program)"
        let command = (getuid() == 0 ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : []) + [path] + arguments
        let output = folder + ".\(program).out"
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread {
                let status = TestCluster.spawn(command, output: output)
                let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
                unlink(output)
                if status == 0 {
                    continuation.resume()
                } else {
                    continuation.resume(throwing: Failure(description: "\(program) ended with \(status): \(said)"))
                }
            }
        }
    }

    /// The exit status as `waitpid` gives it, or -1.
    private static func spawn(_ command: [String], output: String) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The server outlives the test that began it: an inherited socket would stay open as long, and its peer wait for its end.
        linux_spawn_close_from(&actions, 3)
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        guard posix_spawn(&process, command[0], &actions, nil, &arguments, environ) == 0 else { return -1 }
        var status: Int32 = -1
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }

    /// Ends every server by the process id in its folder and removes the folder.
    private static func endAll() {
        for folder in folders.withLock({ $0 }) {
            if let text = try? String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8),
                let line = text.split(separator: "\n").first, let server = pid_t(line)
            {
                kill(server, SIGQUIT)
                // Gone within moments; the folder must not vanish under a server that still writes.
                for _ in 0..<200 where kill(server, 0) == 0 { usleep(10_000) }
            }
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// A loopback port that nobody has.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard status == 0 else { throw Failure(description: "no free port: \(String(cString: strerror(errno)))") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// The newest server's programs: Debian keeps them outside PATH.
    private static func findPrograms() throws -> String {
        if let given = ProcessInfo.processInfo.environment["POSTGRES_BIN"] { return given }
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }.sorted()
        for version in versions.reversed() where FileManager.default.isExecutableFile(atPath: "\(root)/\(version)/bin/initdb") {
            return "\(root)/\(version)/bin"
        }
        throw Failure(description: "no PostgreSQL server under \(root); install postgresql or set POSTGRES_BIN to the folder of initdb")
    }
}
