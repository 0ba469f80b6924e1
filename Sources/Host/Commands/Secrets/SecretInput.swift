import Foundation
import HostData

/// Reads a secret from a file or from standard input, where nobody else can see it; never from the arguments, which others can list.
enum SecretInput {
    /// One end of line at the end is not part of it.
    ///
    /// - Parameter path: Nil for standard input, which does not show what is typed at a terminal.
    /// - Throws: ``Failure``.
    static func read(path: String?) throws -> SecretValue {
        var bytes = try path.map(file) ?? standardInput()
        defer { bytes.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) } }
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        do { return try SecretValue(bytes) } catch { throw Failure(.wrongInput, error.message) }
    }

    private static func file(_ path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw Failure(.wrongInput, "\(path) cannot be read") }
        defer { try? handle.close() }
        return try bytes(of: handle, path)
    }

    private static func standardInput() throws -> [UInt8] {
        guard isatty(STDIN_FILENO) == 1 else { return try bytes(of: .standardInput, "standard input") }
        Talk.say("The secret (it is not shown; end with Enter):")
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw Failure(.wrongInput, "the terminal cannot be asked; use --file") }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
        guard let line = readLine(strippingNewline: true) else { throw Failure(.wrongInput, "nothing was typed") }
        return Array(line.utf8)
    }

    private static func bytes(of handle: FileHandle, _ name: String) throws -> [UInt8] {
        do { return try Array(handle.read(upToCount: SecretValue.maximumBytes + 3) ?? Data()) } catch {
            throw Failure(.wrongInput, "\(name) cannot be read: \(error.localizedDescription)")
        }
    }
}
