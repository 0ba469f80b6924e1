import PluginABI

/// A mail to send. Who it is from, its date and its Message-ID are the host's.
public struct MailMessage: Sendable {
    /// Somebody's address, such as `"ana@example.org"`, and a name for people.
    public struct Recipient: Sendable, ExpressibleByStringLiteral {
        /// ASCII, `local@domain`.
        public var address: String
        /// At most 200 bytes; empty for none.
        public var name: String

        /// An address with a name.
        public init(_ address: String, name: String = "") {
            self.address = address
            self.name = name
        }

        /// An address without a name.
        public init(stringLiteral address: String) { self.init(address) }
    }

    /// A file that goes with the mail.
    public struct Attachment: Sendable {
        /// Without folders, at most 200 bytes.
        public var name: String
        /// Without parameters.
        public var mediaType: String
        /// All files and texts of a mail together have at most 10 MiB.
        public var bytes: [UInt8]

        /// A file.
        public init(_ name: String, mediaType: String = "application/octet-stream", bytes: [UInt8]) {
            self.name = name
            self.mediaType = mediaType
            self.bytes = bytes
        }
    }

    /// At most 50 of `to`, `cc` and `bcc` together.
    public var to: [Recipient]
    /// Get it too, seen by all.
    public var cc: [Recipient] = []
    /// Get it too, seen by nobody.
    public var bcc: [Recipient] = []
    /// Where answers go; the sender if it is nil.
    public var replyTo: Recipient?
    /// One line of at most 500 bytes.
    public var subject: String
    /// What every reader shows.
    public var text: String
    /// The same as HTML.
    public var html: String?
    /// At most 10.
    public var attachments: [Attachment] = []
    /// Mails with the same reference have the same Message-ID, by which many mailboxes know a mail that was sent twice: give one that stands for
    /// the occasion, such as `down-2026-11-21`, wherever a run may be repeated.
    public var reference: String?

    /// A mail of text.
    public init(to: [Recipient], subject: String, text: String) {
        self.to = to
        self.subject = subject
        self.text = text
    }

    func message() throws(PluginError) -> [UInt8] {
        let recipients = to.count + cc.count + bcc.count
        guard recipients <= 50, attachments.count <= 10 else {
            throw PluginError(
                .invalidArgument,
                "A mail has at most 50 recipients and 10 attachments; this one has \(recipients) and \(attachments.count).")
        }
        var writer = MessageWriter(
            kind: 0, fieldCapacity: 6 + 2 * recipients + 3 * attachments.count,
            dataBytes: attachments.reduce(text.utf8.count + (html?.utf8.count ?? 0) + 64 * recipients) { $0 + $1.bytes.count })
        func add(_ id: Int, _ recipient: Recipient) {
            writer.text(id, recipient.address)
            if !recipient.name.isEmpty { writer.text(Int(HI_MAIL_NAME), recipient.name) }
        }
        for recipient in to { add(Int(HI_MAIL_TO), recipient) }
        for recipient in cc { add(Int(HI_MAIL_CC), recipient) }
        for recipient in bcc { add(Int(HI_MAIL_BCC), recipient) }
        if let replyTo { add(Int(HI_MAIL_REPLY_TO), replyTo) }
        writer.text(Int(HI_MAIL_SUBJECT), subject)
        writer.text(Int(HI_MAIL_TEXT), text)
        if let html { writer.text(Int(HI_MAIL_HTML), html) }
        if let reference { writer.text(Int(HI_MAIL_REFERENCE), reference) }
        for attachment in attachments {
            writer.text(Int(HI_MAIL_FILE_NAME), attachment.name)
            writer.text(Int(HI_MAIL_FILE_TYPE), attachment.mediaType)
            writer.data(Int(HI_MAIL_FILE_BYTES), attachment.bytes)
        }
        return try writer.finish()
    }
}
