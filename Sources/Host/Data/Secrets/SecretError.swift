/// Why a secret could not be kept or read. Its message never holds a value.
package struct SecretError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Code: String, Sendable {
        /// What is stored is not what this release writes.
        case malformed
        /// None of the host's keys is the one that it was sealed with.
        case unknownKey = "unknown_key"
        /// It was changed, or belongs to another tenant, plugin or name.
        case forged
        /// The value, a name or a key cannot be taken.
        case invalid
        /// The plugin's manifest does not list it.
        case notDeclared = "not_declared"
        /// There is no such tenant, or it may not have one of its own.
        case wrongTenant = "wrong_tenant"
        /// The database refused or did not answer.
        case unavailable
    }

    package let code: Code
    /// What happened, where, and what to do.
    package let message: String
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String { cause.map { "\(message): \($0)" } ?? message }
}
