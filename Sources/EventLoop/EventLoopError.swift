internal import Glibc

/// A loop could not be started.
package struct EventLoopError: Error, CustomStringConvertible {
    /// What the kernel refused.
    package enum Code: Sendable, Equatable {
        case descriptor
        case thread
    }

    /// What the kernel refused.
    package let code: Code
    /// What, for which loop, and the kernel's reason.
    package let message: String
    /// The `errno` behind it.
    package let errorNumber: Int32

    init(_ code: Code, _ what: String, _ errorNumber: Int32) {
        self.code = code
        self.errorNumber = errorNumber
        let hint = code == .descriptor ? "raise the limit of open files (ulimit -n)" : "raise the limit of threads (ulimit -u)"
        message = "cannot make the \(what): \(String(cString: strerror(errorNumber))); \(hint)"
    }

    /// The message.
    package var description: String { message }
}
