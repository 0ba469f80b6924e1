/// What the host adds to a mail: who sends it, when, and its name.
package struct MailStamp: Sendable {
    package let from: Mailbox
    package let unixSeconds: Int
    /// The part of the Message-ID before the sender's domain: letters, digits, `.`, `-` and `_`.
    package let identifier: String

    package init(from: Mailbox, unixSeconds: Int, identifier: String) {
        self.from = from
        self.unixSeconds = unixSeconds
        self.identifier = identifier
    }

    /// The Message-ID without its angle brackets.
    package var messageId: String { "\(identifier)@\(from.address.domain)" }
}
