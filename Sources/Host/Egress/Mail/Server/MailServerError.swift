/// Why no mail server can be made of the operator's settings.
package struct MailServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which setting is wrong or missing, and what was expected.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
