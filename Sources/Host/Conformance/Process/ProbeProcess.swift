import CLinux
import CProbe
import Foundation
import Glibc
import HostData
import HostPlugins

/// A child process for one case: closed environment, its own process group, a time limit; and where the plugin's code runs in it, no files to
/// write, no network and no processes (trial.h).
enum ProbeProcess {
    /// Number of the descriptor that the child reports on.
    static let reportDescriptor: Int32 = 3

    /// Runs it to its end on a thread of its own.
    static func run(_ order: ProbeOrder, executable: String, limitSeconds: Int) async -> ProbeEnd {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: runBlocking(order, executable: executable, limitSeconds: limitSeconds))
            }
        }
    }

    /// As ``run(_:executable:limitSeconds:)``, on the caller's thread.
    static func runBlocking(_ order: ProbeOrder, executable: String, limitSeconds: Int) -> ProbeEnd {
        func failure(_ what: String) -> ProbeEnd { ProbeEnd(way: .exited(127), lines: ["d starting: \(what)"], errorText: "") }
        // As it is called: its own name for itself would be another's after the confinement.
        guard
            let program = realpath(executable, nil).map({ pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            })
        else { return failure("\(executable) is not there: \(String(cString: strerror(errno)))") }
        var (launcher, arguments) = (program, order.arguments)
        if order.confinement != .nothingToConfine {
            guard let worker = WorkerExecutable.beside(program) else {
                return failure("there is no \(WorkerExecutable.name) beside \(program), which confines what runs here")
            }
            launcher = worker
            arguments = ["try", "\(reportDescriptor)", order.confinement == .sessions ? "1" : "0", program] + arguments
        }
        var (report, errors): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard probe_pipe(&report) == 0 else { return failure("no pipe: \(String(cString: strerror(errno)))") }
        defer { close(report[0]) }
        guard probe_pipe(&errors) == 0 else {
            close(report[1])
            return failure("no pipe: \(String(cString: strerror(errno)))")
        }
        defer { close(errors[0]) }
        let (process, code) = spawn(launcher, arguments, report: report[1], errors: errors[1])
        close(report[1])
        close(errors[1])
        guard let process else { return failure("\(launcher) cannot be started: \(String(cString: strerror(code)))") }

        var (reported, said): ([UInt8], [UInt8]) = ([], [])
        let inTime = collect(report[0], errors[0], limitSeconds: limitSeconds) { isReport, bytes in
            if isReport {
                reported += bytes
                if reported.count > 4 << 20 { reported.removeFirst(2 << 20) }
            } else {
                said += bytes.prefix(max(0, 600 - said.count))
            }
        }
        // The group, so that nothing that the plugin started stays behind; a process that has ended is still ours until waited for.
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        let lines = String(decoding: reported, as: UTF8.self).split(separator: "\n").map(String.init)
        let way: ProbeEnd.Way = !inTime ? .outOfTime : signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
        let words = String(decoding: said, as: UTF8.self).split(separator: "\n").prefix(3).joined(separator: " | ")
        return ProbeEnd(way: way, lines: lines, errorText: words)
    }

    private static func spawn(_ executable: String, _ arguments: [String], report: Int32, errors: Int32) -> (pid_t?, Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        posix_spawn_file_actions_adddup2(&actions, report, reportDescriptor)
        linux_spawn_close_from(&actions, reportDescriptor + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "SWIFT_BACKTRACE=enable=no"]
        // What a thread keeps for its next allocation would count as used.
        environment.append("GLIBC_TUNABLES=glibc.malloc.tcache_count=0")
        if let path = getenv("LD_LIBRARY_PATH") { environment.append("LD_LIBRARY_PATH=\(String(cString: path))") }
        let argv = SpawnStrings.copies([executable] + arguments)
        let envp = SpawnStrings.copies(environment)
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, executable, &actions, &attributes, argv, envp)
        return code == 0 ? (process, 0) : (nil, code)
    }

    /// Reads both pipes until the child has closed its report or the time is up; whether it was in time.
    private static func collect(_ report: Int32, _ errors: Int32, limitSeconds: Int, _ take: (Bool, ArraySlice<UInt8>) -> Void) -> Bool {
        let end = monotonicNanos() + UInt64(limitSeconds) * 1_000_000_000
        var polls = [pollfd(fd: report, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while polls[0].fd >= 0 {
            let now = monotonicNanos()
            guard now < end else { return false }
            guard poll(&polls, 2, Int32(min((end - now) / 1_000_000 + 1, 1_000))) > 0 else { continue }
            for index in [1, 0] where polls[index].revents != 0 {
                let count = read(polls[index].fd, &buffer, buffer.count)
                if count > 0 {
                    take(index == 0, buffer[..<count])
                } else if count == 0 || errno != EINTR {
                    polls[index].fd = -1
                }
            }
        }
        // What was said at the end may still lie in the pipe.
        if polls[1].fd >= 0, poll(&polls, 2, 20) > 0, polls[1].revents & Int16(POLLIN) != 0 {
            let count = read(polls[1].fd, &buffer, buffer.count)
            if count > 0 { take(false, buffer[..<count]) }
        }
        return true
    }
}
