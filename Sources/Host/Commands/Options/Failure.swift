import ArgumentParser

/// An error that ends a command: told on stderr, with an exit code of sysexits(3).
struct Failure: Error, CustomStringConvertible {
    enum Kind: Int32 {
        case failed = 1
        case wrongInput = 65
        case unavailable = 69
        case cannotWrite = 73
        case tryAgain = 75
        case notPermitted = 77
    }

    let kind: Kind
    let description: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.description = message
    }

    /// Runs a command's body; a ``Failure`` is told and becomes the exit code.
    static func exiting<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let failure as Failure {
            Talk.say("error: \(failure.description)")
            throw ExitCode(failure.kind.rawValue)
        }
    }
}
