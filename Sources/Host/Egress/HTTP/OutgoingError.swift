/// Why an outgoing request has no answer.
package struct OutgoingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure; the raw value is the word for programs.
    package enum Code: String, Sendable {
        /// The URL, the method or a header cannot be sent; the same request fails again.
        case invalidRequest = "invalid_request"
        /// The host, a hop's host or the port is not granted.
        case hostNotGranted = "host_not_granted"
        /// The name resolves to addresses that are not granted.
        case addressNotGranted = "address_not_granted"
        /// More hops than were to be followed.
        case tooManyRedirects = "too_many_redirects"
        case nameNotResolved = "name_not_resolved"
        case unreachable
        /// The certificate does not fit, or no secure connection came about.
        case notTrusted = "not_trusted"
        /// The answer is no HTTP, or the connection broke.
        case brokenAnswer = "broken_answer"
        case answerTooLarge = "answer_too_large"
        case headersTooLarge = "headers_too_large"
        /// The host failed too often and is left alone for a while.
        case resting = "host_resting"
        /// Too many requests wait.
        case tooManyWaiting = "too_many_waiting"
        case deadline
        case cancelled
    }

    package let code: Code
    /// What happened and what was expected, for a person.
    package let message: String
    /// What the library said; for the log.
    package let cause: String

    package init(_ code: Code, _ message: String, cause: String = "") {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Code, message and cause in one line.
    package var description: String { cause.isEmpty ? "\(code.rawValue): \(message)" : "\(code.rawValue): \(message) (\(cause))" }

    /// Whether it says that the host is not well.
    var isFailureOfHost: Bool {
        switch code {
        case .nameNotResolved, .unreachable, .notTrusted, .brokenAnswer: true
        default: false
        }
    }
}
