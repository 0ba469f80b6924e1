import CLinux
import EventLoop
import Glibc
import Synchronization
import WorkerProtocol

/// The process of a worker: made from the host's own `hashinsight-worker`, with one socket, one pipe and nothing else.
final class WorkerProcess: EventHandler, Sendable {
    /// Why there is no process.
    struct SpawnError: Error { let message: String }

    let id: Int32
    /// The host's end of the socket; non-blocking. Whoever takes it closes it.
    let socket: Int32
    private let errors: Int32
    private let ending: Int32
    private let loop: EventLoop
    private let onOutput: @Sendable (UnsafeRawBufferPointer) -> Void
    private let onEnd: @Sendable (_ signal: Int32?, _ status: Int32) -> Void
    /// Safe: touched on the loop alone.
    private nonisolated(unsafe) var result: (signal: Int32?, status: Int32)?
    /// Safe: as `result`.
    private nonisolated(unsafe) var isOutputOpen = true
    /// Bytes of the standard error that may still be read in this second. Safe: as `result`.
    private nonisolated(unsafe) var outputBudget = outputBytesPerSecond

    /// What is more waits in the pipe, and the plugin with it.
    private static let outputBytesPerSecond = 1 << 20

    /// Makes the process. Blocks for as long as the kernel takes: not on a loop. The thread must outlive the process, whose life may
    /// be bound to it.
    ///
    /// - Parameters:
    ///   - onOutput: Bytes of its standard error, on the loop.
    ///   - onEnd: On the loop, exactly once, after the last output.
    init(
        executable: String, loop: EventLoop, onOutput: @escaping @Sendable (UnsafeRawBufferPointer) -> Void,
        onEnd: @escaping @Sendable (_ signal: Int32?, _ status: Int32) -> Void
    ) throws(SpawnError) {
        self.loop = loop
        self.onOutput = onOutput
        self.onEnd = onEnd
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw SpawnError(message: "no socket pair: \(String(cString: strerror(errno)))")
        }
        var pipes: [Int32] = [-1, -1]
        guard pipe(&pipes) == 0 else {
            let reason = String(cString: strerror(errno))
            for end in pair { close(end) }
            throw SpawnError(message: "no pipe: \(reason)")
        }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // High numbers, so that none of them is where the child gets another.
        let childSocket = fcntl(pair[1], F_DUPFD_CLOEXEC, 16)
        let childErrors = fcntl(pipes[1], F_DUPFD_CLOEXEC, 16)
        close(pair[1])
        close(pipes[1])
        var made: pid_t = 0
        let failure =
            childSocket < 0 || childErrors < 0
            ? EMFILE : Self.spawn(executable, socket: childSocket, errors: childErrors, &made)
        if childSocket >= 0 { close(childSocket) }
        if childErrors >= 0 { close(childErrors) }
        guard failure == 0 else {
            close(pair[0])
            close(pipes[0])
            throw SpawnError(message: "\(executable) cannot be started: \(String(cString: strerror(failure)))")
        }
        for end in [pair[0], pipes[0]] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
        id = made
        socket = pair[0]
        errors = pipes[0]
        ending = linux_process_descriptor(made)
    }

    private static func spawn(_ executable: String, socket: Int32, errors: Int32, _ made: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        posix_spawn_file_actions_adddup2(&actions, socket, 3)
        linux_spawn_close_from(&actions, 4)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A session of its own: a terminal's interrupt is for the host alone, and a kernel that shares its processors among sessions weighs
        // the worker as one, however many threads compute in it.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | Int16(linux_spawn_setsid))
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(executable), nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
        defer { for text in arguments + environment { free(text) } }
        return posix_spawn(&made, executable, &actions, &attributes, &arguments, &environment)
    }

    /// Begins to watch the process. Thread: any.
    func watch() {
        loop.execute {
            self.loop.register(self.errors, .read, Output(self))
            if self.ending >= 0 { self.loop.register(self.ending, .read, self) }
        }
        guard ending < 0 else { return }
        // A kernel without process descriptors: a thread waits.
        _ = PluginThread.start(name: "worker-end", detached: true) {
            var information = siginfo_t()
            while waitid(P_PID, id_t(self.id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            self.loop.execute { self.ready(.read) }
        }
    }

    /// Ends the process at once. Thread: the loop.
    func kill() { if result == nil { Glibc.kill(id, SIGKILL) } }

    /// Asks threads where they are; what they answer is output. Thread: the loop.
    ///
    /// - Returns: Whether any was reached.
    func ask(_ questions: [WorkerThread.Question]) -> Bool {
        guard result == nil else { return false }
        // What it has written before must not keep the answers out of the pipe.
        outputBudget = Self.outputBytesPerSecond
        if isOutputOpen { loop.update(errors, .read) }
        var isReached = false
        for question in questions where linux_queue_signal(id, question.thread, HW_PLACE_SIGNAL, question.number) == 0 { isReached = true }
        return isReached
    }

    /// The process has ended.
    func ready(_ events: Interest) {
        guard result == nil else { return }
        var status: Int32 = 0
        let found = waitpid(id, &status, WNOHANG)
        if found == 0 || (found < 0 && errno == EINTR) { return }
        let number = status & 0x7F
        // Somebody else took the status, which nobody in this process does: then all that is known is that it ended.
        result = found < 0 ? (nil, -1) : number == 0 ? (nil, (status >> 8) & 0xFF) : (number, 0)
        if ending >= 0 {
            loop.unregister(ending)
            close(ending)
        }
        // What it wrote before its end is in the pipe. A descendant that holds the pipe open is not waited for.
        outputBudget = Self.outputBytesPerSecond
        readOutput()
        if isOutputOpen { closeOutput() }
        onEnd(result?.signal, result?.status ?? -1)
    }

    private func readOutput() {
        guard isOutputOpen else { return }
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 8) { buffer in
            // A plugin that writes without end is read in turns; what a dead one left is at most a pipe's content.
            for _ in 0..<4 {
                guard outputBudget > 0 else { return pauseOutput() }
                let count = read(errors, buffer.baseAddress, buffer.count)
                if count > 0 {
                    outputBudget -= count
                    onOutput(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[0..<count]))
                } else if count < 0, errno == EINTR {
                    continue
                } else {
                    if count == 0 { closeOutput() }
                    return
                }
            }
        }
    }

    private func pauseOutput() {
        loop.update(errors, [])
        loop.schedule(atNanos: EventLoop.nowNanos() + 1_000_000_000) {
            guard self.isOutputOpen else { return }
            self.outputBudget = Self.outputBytesPerSecond
            self.loop.update(self.errors, .read)
        }
    }

    private func closeOutput() {
        isOutputOpen = false
        loop.unregister(errors)
        close(errors)
    }

    /// Reads the standard error.
    private final class Output: EventHandler {
        private let process: WorkerProcess
        init(_ process: WorkerProcess) { self.process = process }
        func ready(_ events: Interest) { process.readOutput() }
    }
}
