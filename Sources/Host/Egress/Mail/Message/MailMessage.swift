/// What a mail says and to whom. Who sends it is not its to say.
package struct MailMessage: Sendable {
    package var to: [Mailbox] = []
    package var cc: [Mailbox] = []
    /// Get the mail and are named in none.
    package var bcc: [Mailbox] = []
    package var replyTo: Mailbox?
    package var subject: String
    /// What every reader shows.
    package var text: String
    /// The same for readers that show HTML.
    package var html: String?
    package var attachments: [MailAttachment] = []

    package init(subject: String, text: String) {
        self.subject = subject
        self.text = text
    }

    /// All that get it, each once, in the order of `to`, `cc`, `bcc`.
    package var recipients: [MailAddress] {
        var seen: Set<String> = []
        return (to + cc + bcc).map(\.address).filter { seen.insert($0.folded).inserted }
    }

    /// Bytes of the bodies and the attachments, before they are encoded.
    package var contentBytes: Int {
        attachments.reduce(text.utf8.count + (html?.utf8.count ?? 0)) { $0 + $1.content.count }
    }
}

/// A file that goes with a mail.
package struct MailAttachment: Sendable {
    /// Its name without folders.
    package let name: String
    /// Such as `text/csv`.
    package let mediaType: String
    package let content: [UInt8]

    package init(name: String, mediaType: String, content: [UInt8]) {
        self.name = name
        self.mediaType = mediaType
        self.content = content
    }
}
