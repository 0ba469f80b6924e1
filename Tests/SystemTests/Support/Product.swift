import Foundation
import Glibc

/// What was built, beside the test bundle.
enum Product {
    static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    static let binary = folder + "/hashinsight"
    /// The checkout, for sources that a test compiles.
    static let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/").replacing("//", with: "/")

    /// A bundle: `Hosting`, `Greeter`, `Counter`.
    static func bundle(_ name: String) -> String { "\(folder)/\(name).plugin" }

    /// The outcome of one command of the command line.
    struct Outcome: Sendable {
        let exitCode: Int32
        let output: String
        let talk: String
    }

    /// Runs `hashinsight` to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], patience: Duration = .seconds(90)
    ) async throws -> Outcome {
        try await run(binary, arguments, environment: environment, patience: patience)
    }

    /// Runs `hashinsight` to its end with a terminal as its standard input, on which `text` is typed.
    static func run(_ arguments: [String], typing text: String) async throws -> Outcome {
        // As posix_openpt, unlockpt and ptsname do, which Swift does not see: TIOCSPTLCK and TIOCGPTN.
        let (unlock, askNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
        var (isLocked, number): (CInt, CInt) = (0, 0)
        let keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(keyboard) }
        guard keyboard >= 0, ioctl(keyboard, unlock, &isLocked) == 0, ioctl(keyboard, askNumber, &number) == 0 else {
            throw TestFailure("no terminal: \(String(cString: strerror(errno)))")
        }
        let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(terminal) }
        guard terminal >= 0, write(keyboard, text, text.utf8.count) == text.utf8.count else {
            throw TestFailure("nothing can be typed: \(String(cString: strerror(errno)))")
        }
        return try await run(binary, arguments, descriptors: [(terminal, STDIN_FILENO)])
    }

    /// Runs a program to its end; one that has none within the patience is killed.
    static func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], descriptors: [(Int32, Int32)] = [],
        patience: Duration = .seconds(90)
    ) async throws -> Outcome {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("command-\(UUID().uuidString)").path
        defer { for ending in [".out", ".err"] { try? FileManager.default.removeItem(atPath: path + ending) } }
        let process = try ChildProcess(executable, arguments, environment: environment, outputPath: path, descriptors: descriptors)
        let code = await process.waitForExit(patience: patience)
        return Outcome(exitCode: code, output: process.standardOutput, talk: process.standardError)
    }
}
