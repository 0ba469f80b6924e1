/// Why a mail cannot be written: the same one fails again.
package struct MailMessageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which part is wrong, and what was expected.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
