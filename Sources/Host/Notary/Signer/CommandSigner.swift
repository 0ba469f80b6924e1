internal import CLinux
internal import Dispatch
package import Ethereum
internal import EventLoop
internal import Glibc
internal import HostData

/// A program that signs: it gets the digest's 64 hexadecimal digits on its standard input and prints a signature. So a key can stay in a
/// service or a device that this host knows nothing of.
package struct CommandSigner: NotarySigner {
    private static let maximumOutputBytes = 4_096
    package let address: Address
    /// The program's path and its arguments.
    private let command: [String]
    private let limitSeconds: Int32

    /// - Parameter command: The program's absolute path and its arguments.
    package init(_ command: [String], address: Address, limitSeconds: Int32 = 20) throws(NotarySettingsError) {
        guard let program = command.first, program.hasPrefix("/"), access(program, X_OK) == 0 else {
            throw NotarySettingsError(
                "NOTARY_SIGN_COMMAND: \(command.first ?? "nothing") is no program that may be run, expected its absolute path and arguments"
            )
        }
        self.command = command
        self.address = address
        self.limitSeconds = limitSeconds
    }

    /// Runs the program once.
    package func sign(_ digest: Bytes32) async throws(SignerFault) -> Signature {
        let output = await withCheckedContinuation { (continuation: CheckedContinuation<Result<[UInt8], SignerFault>, Never>) in
            DispatchQueue.global().async { [self] in
                continuation.resume(returning: Result { () throws(SignerFault) in try run(digest.hex + "\n") })
            }
        }
        return try SignatureText.signature(try output.get(), over: digest, by: address)
    }

    /// Runs the program to its end, or to its time's; then all that it has started goes with it. Blocks.
    private func run(_ input: String) throws(SignerFault) -> [UInt8] {
        let endNanos = EventLoop.nowNanos() + UInt64(limitSeconds) * 1_000_000_000
        var inlet: (Int32, Int32) = (-1, -1)
        var outlet: (Int32, Int32) = (-1, -1)
        guard Self.pipe(&inlet), Self.pipe(&outlet) else { throw SignerFault(.commandFailed, "no pipe for the signing command") }
        defer { for end in [inlet.0, inlet.1, outlet.0, outlet.1] where end >= 0 { close(end) } }
        // 65 bytes fit a pipe. Written while this end can still be read, so that a program that never reads breaks nothing.
        let bytes = Array(input.utf8)
        guard write(inlet.1, bytes, bytes.count) == bytes.count else {
            throw SignerFault(.commandFailed, "the digest could not be passed on")
        }
        close(inlet.1)
        inlet.1 = -1
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inlet.0, 0)
        posix_spawn_file_actions_adddup2(&actions, outlet.1, 1)
        _ = linux_spawn_close_from(&actions, 3)
        // A group of its own, so that it ends whole.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        let argv = SpawnStrings.copies(command)
        // Nothing of the host's environment: it may hold other secrets.
        let envp = SpawnStrings.copies(["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"])
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, command[0], &actions, &attributes, argv, envp)
        guard code == 0 else { throw SignerFault(.commandFailed, "\(command[0]) cannot be started: \(String(cString: strerror(code)))") }
        close(inlet.0)
        close(outlet.1)
        (inlet.0, outlet.1) = (-1, -1)
        let output = read(outlet.0, until: endNanos)
        guard let output, let status = Self.end(of: process, until: endNanos) else {
            kill(-process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0 && errno == EINTR {}
            let what = output == nil ? "did not end its answer" : "has answered, but did not end"
            throw SignerFault(.commandFailed, "\(command[0]) \(what) within \(limitSeconds) s: it was killed")
        }
        guard status == 0 else {
            let signal = status & 0x7F
            throw SignerFault(
                .commandFailed, "\(command[0]) ended with \(signal == 0 ? "exit code \((status >> 8) & 0xFF)" : "signal \(signal)")")
        }
        return output
    }

    /// What comes until the other end is closed, or it is more than an answer; nil if that is not in time.
    private func read(_ descriptor: Int32, until endNanos: UInt64) -> [UInt8]? {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.maximumOutputBytes)
        while output.count < Self.maximumOutputBytes {
            let now = EventLoop.nowNanos()
            guard now < endNanos else { return nil }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let found = poll(&waiting, 1, Int32((endNanos - now) / 1_000_000) + 1)
            if found == 0 || (found < 0 && errno == EINTR) { continue }
            guard found > 0 else { return nil }
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return output }
            output.append(contentsOf: buffer[..<count])
        }
        return output
    }

    /// How a program has ended; nil if it has not in time.
    private static func end(of process: pid_t, until endNanos: UInt64) -> Int32? {
        var status: Int32 = 0
        while true {
            let found = waitpid(process, &status, WNOHANG)
            if found == process { return status }
            guard found == 0 || errno == EINTR, EventLoop.nowNanos() < endNanos else { return nil }
            usleep(5_000)
        }
    }

    private static func pipe(_ ends: inout (Int32, Int32)) -> Bool {
        var both: [Int32] = [-1, -1]
        guard Glibc.pipe(&both) == 0 else { return false }
        // What this host starts meanwhile closes all that it inherits.
        for end in both { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        ends = (both[0], both[1])
        return true
    }
}
