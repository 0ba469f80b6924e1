/// Why a switch was not made; nothing has changed then.
package struct ToggleError: Error, Sendable, CustomStringConvertible {
    /// Which answer fits.
    package enum Code: String, Sendable {
        /// 404.
        case unknownTenant
        /// 409: the operator's own tenant runs no plugins.
        case operatorTenant
        /// 409: somebody else was faster.
        case versionConflict
        /// 503.
        case unavailable
    }

    package let code: Code
    package let message: String
    package let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String { cause.map { "\(message): \($0)" } ?? message }
}
