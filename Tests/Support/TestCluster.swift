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

    /// Runs a program to its end on a thread of its own.
    private func run(_ program: String, _ arguments: [String]) async throws {
        let path = program == "sh" ? "/bin/sh" : "\(programs)/\(program)"
        let output = folder + ".\(program).out"
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread {
                do {
                    let process = Process()
                    let asRoot = getuid() == 0
                    process.executableURL = URL(fileURLWithPath: asRoot ? "/usr/sbin/runuser" : path)
                    process.arguments = asRoot ? ["-u", "postgres", "--", path] + arguments : arguments
                    process.currentDirectoryURL = URL(fileURLWithPath: "/tmp")
                    FileManager.default.createFile(atPath: output, contents: nil)
                    let file = FileHandle(forWritingAtPath: output)
                    process.standardOutput = file
                    process.standardError = file
                    process.standardInput = FileHandle.nullDevice
                    try process.run()
                    process.waitUntilExit()
                    let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
                    try? FileManager.default.removeItem(atPath: output)
                    if process.terminationStatus == 0 {
                        continuation.resume()
                    } else {
                        continuation.resume(throwing: Failure(description: "\(program) ended with \(process.terminationStatus): \(said)"))
                    }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
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
