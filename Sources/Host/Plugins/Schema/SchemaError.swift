/// Why a plugin's schema could not be made, or is not as the host left it.
package struct SchemaError: Error, CustomStringConvertible {
    /// Why a plugin's schema cannot be used.
    package enum Code: String, Sendable {
        /// A migration that has run was changed afterwards.
        case migrationChanged
        /// The database has migrations that the bundle lacks.
        case databaseIsNewer
        /// A migration or a statement of the host failed and was rolled back.
        case failed
        /// A migration was not done within its ``MigrationLimit`` and was rolled back.
        case tookTooLong
        /// The catalog differs from what the host makes.
        case tampered
        /// A statement calls or names what it must not, as the server sees it.
        case refused
    }

    package let code: Code
    package let description: String
    package let cause: (any Error)?

    init(_ code: Code, _ description: String, cause: (any Error)? = nil) {
        self.code = code
        self.description = description
        self.cause = cause
    }
}
