/// Why nothing was purged.
package struct PurgeError: Error, Sendable, CustomStringConvertible {
    /// What to do about it.
    package enum Code: String, Sendable {
        /// There is no such tenant, or the plugin has no data.
        case unknown
        /// It is enabled, installed, or read by another plugin.
        case inUse = "in_use"
        /// A job of it still runs.
        case busy
        /// Rows of others refer to those that should go.
        case referred
    }

    package let code: Code
    /// What, where, and what was expected.
    package let message: String
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String { cause.map { "\(message): \($0)" } ?? message }
}
