/// Why a bundle was not stored, opened or removed; nothing has changed then.
package struct BundleStoreError: Error, Sendable, CustomStringConvertible {
    /// What to do about it.
    package enum Code: String, Sendable {
        /// Nothing of that name is installed.
        case notInstalled = "not_installed"
        /// Another content has this version's number already.
        case versionTaken = "version_taken"
        /// It is enabled, or something else depends on it.
        case inUse = "in_use"
        /// What the database holds is not what was installed.
        case damaged
        /// The data folder cannot be written or read.
        case disk
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
