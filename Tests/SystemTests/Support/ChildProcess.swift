import CLinux
import Foundation
import Glibc
import Synchronization

/// A process that a test starts and stops by its id. Output goes to files, so that nothing blocks on a pipe.
final class ChildProcess: Sendable {
    let processId: pid_t
    let outputPath: String
    private let ended = Mutex<Int32?>(nil)

    /// - Parameters:
    ///   - descriptors: Pairs (ours, the child's number): handed to the child besides its standard streams.
    ///   - leadsGroup: Whether it is the first of a process group, for ``signalGroup(_:)``.
    init(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], outputPath: String,
        descriptors: [(Int32, Int32)] = [], leadsGroup: Bool = false
    ) throws {
        self.outputPath = outputPath
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath + ".out", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, outputPath + ".err", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        for (ours, childs) in descriptors { posix_spawn_file_actions_adddup2(&actions, ours, childs) }
        linux_spawn_close_from(&actions, max(2, descriptors.map(\.1).max() ?? 0) + 1)
        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LC_ALL": "C.UTF-8"]
        variables.merge(environment) { $1 }
        let argv = Self.copies([executable] + arguments)
        let envp = Self.copies(variables.map { "\($0)=\($1)" })
        defer { for pointer in argv + envp { free(pointer) } }
        var identifier: pid_t = 0
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of Dispatch hold signals back, and a shell's background jobs ignore some: a child is to hear them all.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let code = posix_spawn(&identifier, executable, &actions, &attributes, argv, envp)
        guard code == 0 else { throw TestFailure("\(executable) cannot be started: \(String(cString: strerror(code)))") }
        processId = identifier
    }

    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        var copies: [UnsafeMutablePointer<CChar>?] = []
        for text in texts { copies.append(strdup(text)) }
        return copies + [nil]
    }

    var standardOutput: String { (try? String(contentsOfFile: outputPath + ".out", encoding: .utf8)) ?? "" }
    var standardError: String { (try? String(contentsOfFile: outputPath + ".err", encoding: .utf8)) ?? "" }

    /// Nothing once it has ended: its number may be another process's by then.
    func signal(_ number: Int32) {
        ended.withLock { code in
            if code == nil { kill(processId, number) }
        }
    }

    /// To the whole group that it leads, as a terminal does.
    func signalGroup(_ number: Int32) {
        ended.withLock { code in
            if code == nil { killpg(processId, number) }
        }
    }

    /// The exit code, or 128 + the signal; nil while it runs.
    func exitCode() -> Int32? {
        ended.withLock { code in
            var status: Int32 = 0
            if code == nil, waitpid(processId, &status, WNOHANG) == processId {
                code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            }
            return code
        }
    }

    /// Waits for the end; kills it when the patience is over.
    @discardableResult
    func waitForExit(patience: Duration = .seconds(30)) async -> Int32 {
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            if let code = exitCode() { return code }
            try? await Task.sleep(for: .milliseconds(20))
        }
        signal(SIGKILL)
        while true {
            if let code = exitCode() { return code }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    @discardableResult
    func stop() async -> Int32 {
        signal(SIGTERM)
        return await waitForExit()
    }
}

/// Why a test's own machinery gave up.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
