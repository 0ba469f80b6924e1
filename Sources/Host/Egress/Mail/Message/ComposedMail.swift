/// A mail as it goes out.
package struct ComposedMail: Sendable {
    package let sender: MailAddress
    /// Each once.
    package let recipients: [MailAddress]
    package let messageId: String
    /// Headers and body; lines end with CR LF, none is longer than 998 characters or begins with a dot.
    package let bytes: [UInt8]
}
