import CLinux
import Dispatch
import Foundation
import Glibc

/// Runs a program to its end on a thread of its own.
///
/// Output goes to a file, and the end is the end of the process itself: `pg_ctl start` leaves a server behind that keeps every
/// inherited descriptor open, so that waiting for a pipe to close, as Foundation's `Process` does, would never end.
enum ToolProcess {
    struct Output: Sendable {
        /// The exit code, or 128 + the signal.
        let exitCode: Int32
        /// Standard output and error together.
        let text: String
    }

    static func run(_ command: [String], input: String?) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try runBlocking(command, input) }) }
        }
    }

    private static func runBlocking(_ command: [String], _ input: String?) throws -> Output {
        let folder = FileManager.default.temporaryDirectory
        let name = "hashinsight-\(UUID().uuidString)"
        let outputPath = folder.appendingPathComponent(name + ".out").path
        let inputPath = input == nil ? "/dev/null" : folder.appendingPathComponent(name + ".in").path
        defer {
            unlink(outputPath)
            if input != nil { unlink(inputPath) }
        }
        if let input {
            let descriptor = open(inputPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure(command, errno) }
            try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data(input.utf8))
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A server would keep whatever it inherited for all its life, and whoever waits for the other end would wait as long.
        linux_spawn_close_from(&actions, 3)
        // The cluster's user may not enter the folder that this process stands in.
        let argv = SpawnStrings.copies(["/usr/bin/env", "--chdir=/"] + command)
        let envp = SpawnStrings.copies(["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"])
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, "/usr/bin/env", &actions, nil, argv, envp)
        guard code == 0 else { throw failure(command, code) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return Output(
            exitCode: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            text: String(decoding: FileManager.default.contents(atPath: outputPath) ?? Data(), as: UTF8.self))
    }

    private static func failure(_ command: [String], _ code: Int32) -> PrivateClusterError {
        PrivateClusterError(code: .tool, message: "\(command[0]) cannot be started: \(String(cString: strerror(code)))")
    }
}
