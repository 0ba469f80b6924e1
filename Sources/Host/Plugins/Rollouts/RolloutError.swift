/// Why an upgrade was not begun, or did not go on. Unless ``code`` is `migrationFailed`, nothing has changed.
package struct RolloutError: Error, Sendable, CustomStringConvertible {
    /// What stands in the way.
    package enum Code: String, Sendable {
        /// 404: no such plugin, or no such version of it is installed.
        case unknownVersion
        /// 409: another rollout is under way, or there is none.
        case conflict
        /// 422: the new version does not fit the data or the old version.
        case refused
        /// 409: it asks for more than was consented to.
        case waitsForConsent
        /// A migration failed and was rolled back; those before it stay, and the old version lives with them.
        case migrationFailed
        /// 503.
        case unavailable
    }

    package let code: Code
    package let message: String
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String { message }
}
