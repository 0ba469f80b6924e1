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

    static func make() async throws -> TestCluster {
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
        let cluster = TestCluster(folder: folder, programs: programs)
        try await cluster.run(
            "initdb", ["-D", cluster.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        let settings = [
            "listen_addresses=''", "unix_socket_directories='\(folder)'", "fsync=off", "full_page_writes=off", "synchronous_commit=off",
            "max_connections=200", "shared_buffers=64MB", "log_min_messages=fatal",
        ]
        try await cluster.run("sh", ["-c", "printf '%s\\n' \"$@\" >> '\(cluster.data)/postgresql.conf'", "sh"] + settings)
        try await cluster.start()
        return cluster
    }

    private var data: String { folder + "/data" }

    func configuration(user: String, database: String) -> PostgresConfiguration {
        PostgresConfiguration(socketDirectory: folder, user: user, database: database, applicationName: "hashinsight-test")
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
