/// Why a plugin's library or an instance cannot be used. Concerns one plugin or one instance; all others go on.
package struct PluginRuntimeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong with a library or an instance.
    package enum Code: String, Sendable {
        case libraryNotLoadable = "library_not_loadable"
        case entryMissing = "entry_missing"
        case entryMismatch = "entry_mismatch"
        case interfaceMissing = "interface_missing"
        case interfaceMismatch = "interface_mismatch"
        case createFailed = "create_failed"
        case createTimedOut = "create_timed_out"
        case drainTimedOut = "drain_timed_out"
        case statementUnknown = "statement_unknown"
        case notConfigured = "not_configured"
        /// The operator has not yet consented to all that the version asks for.
        case waitsForConsent = "waits_for_consent"
        /// A secret that the plugin needs is not set.
        case waitsForSecret = "waits_for_secret"

        /// Whether people have to give something first: nothing has failed.
        package var isWaiting: Bool { self == .waitsForConsent || self == .waitsForSecret }
    }

    package let code: Code
    /// What went wrong, where, and what was expected.
    package let message: String
    /// The field of the contract that differs, such as `abi_major`.
    package let field: String?
    /// What the loader or the plugin said.
    package let cause: String?

    package init(_ code: Code, _ message: String, field: String? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
        self.cause = cause
    }

    package var description: String { "\(code.rawValue): \(message)" + (cause.map { " (\($0))" } ?? "") }
}
