/// Why a mail was not sent.
package struct MailError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure; the raw value is the word for programs.
    package enum Code: String, Sendable {
        /// The server refuses it for good; the same mail fails again.
        case rejected
        /// The server refuses it for now.
        case tryLater = "try_later"
        case unreachable
        /// No secure connection came about: no STARTTLS, or a certificate that does not fit.
        case notTrusted = "not_trusted"
        /// The server does not take the installation's user and password.
        case notSignedIn = "not_signed_in"
        /// The other side does not speak SMTP, or the connection broke.
        case brokenAnswer = "broken_answer"
        /// The server failed too often and is left alone for a while.
        case resting = "server_resting"
        /// Too many mails of this tenant wait.
        case tooManyWaiting = "too_many_waiting"
        case deadline
        case cancelled
    }

    /// What a refusal is of; the raw value is the word for programs.
    package enum Part: String, Sendable {
        /// This installation, before any mail was begun.
        case session
        /// Whom its mails are from.
        case sender
        /// Every recipient, for what their addresses or mailboxes are.
        case recipients
        /// The mail itself, or it by a rule of the server's, such as a day's quota.
        case mail
    }

    package let code: Code
    /// Of `rejected` and `tryLater` alone.
    package let refused: Part?
    /// What happened and what was expected, for a person.
    package let message: String
    /// What the server or the library said; for the log.
    package let cause: String
    /// Whether the server may have taken the mail all the same: it had all of it, and then nothing was heard.
    package let mayBeDelivered: Bool

    package init(_ code: Code, _ message: String, refused: Part? = nil, cause: String = "", mayBeDelivered: Bool = false) {
        self.code = code
        self.refused = refused
        self.message = message
        self.cause = cause
        self.mayBeDelivered = mayBeDelivered
    }

    /// Code, message and cause in one line.
    package var description: String { cause.isEmpty ? "\(code.rawValue): \(message)" : "\(code.rawValue): \(message) (\(cause))" }
}
