import CLinux
import Foundation
import HostData
import Synchronization

/// A program that `dev` starts: what it prints goes to the terminal as it comes, and its end is kept for messages.
final class SpawnedProcess: Sendable {
    private static let keptBytes = 262_144

    private struct State {
        var output: [UInt8] = []
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    let processId: pid_t
    private let input: FileHandle
    private let state = Mutex(State())

    /// - Parameter folder: The program's working folder.
    /// - Throws: ``Failure`` if it cannot be started.
    init(_ command: [String], folder: String, environment: [String: String] = [:]) throws {
        let (inputPipe, outputPipe) = (Pipe(), Pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputPipe.fileHandleForReading.fileDescriptor, 0)
        posix_spawn_file_actions_adddup2(&actions, outputPipe.fileHandleForWriting.fileDescriptor, 1)
        posix_spawn_file_actions_adddup2(&actions, outputPipe.fileHandleForWriting.fileDescriptor, 2)
        linux_spawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: Ctrl-C at the terminal is for `dev`, which then ends what it started.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let argv = SpawnStrings.copies(["/usr/bin/env", "--chdir=\(folder)"] + command)
        let envp = SpawnStrings.copies(variables.map { "\($0)=\($1)" })
        defer { for pointer in argv + envp { free(pointer) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, "/usr/bin/env", &actions, &attributes, argv, envp)
        guard code == 0 else { throw Failure(.failed, "\(command[0]) cannot be started: \(String(cString: strerror(code)))") }
        processId = identifier
        input = inputPipe.fileHandleForWriting
        try? inputPipe.fileHandleForReading.close()
        try? outputPipe.fileHandleForWriting.close()
        let reading = outputPipe.fileHandleForReading
        Thread.detachNewThread { [self] in follow(reading) }
    }

    private func follow(_ reading: FileHandle) {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(reading.fileDescriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            FileHandle.standardError.write(Data(chunk[..<count]))
            state.withLock { state in
                state.output += chunk[..<count]
                if state.output.count > 2 * Self.keptBytes { state.output.removeFirst(state.output.count - Self.keptBytes) }
            }
        }
        try? reading.close()
        var status: Int32 = 0
        while waitpid(processId, &status, 0) < 0 && errno == EINTR {}
        let waiting = state.withLock { state in
            state.status = status
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    /// What it printed last.
    var output: String { String(decoding: state.withLock(\.output).suffix(Self.keptBytes), as: UTF8.self) }

    /// Waits for the end.
    /// - Returns: The status as of waitpid(2).
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state -> Int32? in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Writes a line to its standard input; one that has gone does not hear it.
    func tell(_ line: String) { try? input.write(contentsOf: Data((line + "\n").utf8)) }

    /// Asks it and its children to end, and makes them after ten seconds.
    func stop() async {
        signal(SIGTERM)
        try? input.close()
        let killing = Task {
            try await Task.sleep(for: .seconds(10))
            signal(SIGKILL)
        }
        _ = await end()
        killing.cancel()
    }

    private func signal(_ number: Int32) {
        state.withLock { state in
            // Once it has been waited for, its number may be another's.
            if state.status == nil { kill(-processId, number) }
        }
    }
}
