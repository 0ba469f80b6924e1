/// Why a cache gave nothing.
package struct CacheError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// Redis cannot be reached, refuses, or does not answer in time.
        case away
        /// The deadline passed while somebody else made the value.
        case deadline
        /// The caller wants it no longer.
        case cancelled
    }

    package let code: Code
    /// What happened and what was expected, without a password.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
