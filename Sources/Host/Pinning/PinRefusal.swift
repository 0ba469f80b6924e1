/// Why bytes were not taken to be pinned, or cannot be told of.
package struct PinRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of refusal; the raw value is the word for programs.
    package enum Code: String, Sendable {
        /// The operator has named no provider.
        case notConfigured = "not_configured"
        /// The key is empty or too long.
        case invalidKey = "invalid_key"
        /// There are none, or too many.
        case invalidContent = "invalid_content"
        /// The key stands for other bytes already, or for some that were taken back.
        case keyTaken = "key_taken"
        /// The tenant has more waiting than is kept for it; later there is room again.
        case tooManyWaiting = "too_many_waiting"
        /// The database cannot be reached or refused; nothing is known of what happened, and the same call may be made again.
        case unavailable
    }

    package let code: Code
    /// What happened and what to do, for a person.
    package let message: String
    /// What the database said; for the log.
    package let cause: String

    package init(_ code: Code, _ message: String, cause: String = "") {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Code, message and cause in one line.
    package var description: String { cause.isEmpty ? "\(code.rawValue): \(message)" : "\(code.rawValue): \(message) (\(cause))" }
}
