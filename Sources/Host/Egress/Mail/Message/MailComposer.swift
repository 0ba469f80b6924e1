/// Writes mails (RFC 5322, MIME). Pure.
///
/// All that comes from outside is encoded or was checked, so no field can begin another header, another part or another mail.
package enum MailComposer {
    // Neither can occur in what stands between them: quoted-printable writes no `=_`, base64 no `_`.
    private static let mixed = "=_mixed"
    private static let alternative = "=_alternative"
    private static let end: [UInt8] = [13, 10]

    /// The mail with the host's stamp.
    ///
    /// Throws ``MailMessageError`` for what ``MailRules`` refuses, and for a sender's name or an identifier that cannot be written.
    package static func compose(_ message: MailMessage, _ stamp: MailStamp) throws(MailMessageError) -> ComposedMail {
        try MailRules.check(message)
        guard MailRules.isLine(stamp.from.name, atMost: MailLimits.maximumNameBytes), isIdentifier(stamp.identifier) else {
            throw MailMessageError("the sender's name or the mail's identifier has characters that no header can hold")
        }
        var bytes = head(message, stamp)
        if message.attachments.isEmpty {
            addBody(message, to: &bytes)
        } else {
            bytes += MailHeader.line("Content-Type", ["multipart/mixed;", "boundary=\"\(mixed)\""])
            bytes += end
            addSeparator(mixed, to: &bytes)
            addBody(message, to: &bytes)
            for attachment in message.attachments {
                addSeparator(mixed, to: &bytes)
                add(attachment, to: &bytes)
            }
            addSeparator(mixed, isLast: true, to: &bytes)
        }
        return ComposedMail(
            sender: stamp.from.address, recipients: message.recipients, messageId: stamp.messageId, bytes: bytes)
    }

    private static func head(_ message: MailMessage, _ stamp: MailStamp) -> [UInt8] {
        var bytes = MailHeader.line("Date", [MailDate.text(unixSeconds: stamp.unixSeconds)])
        bytes += MailHeader.mailboxes("From", [stamp.from])
        if let replyTo = message.replyTo { bytes += MailHeader.mailboxes("Reply-To", [replyTo]) }
        if !message.to.isEmpty { bytes += MailHeader.mailboxes("To", message.to) }
        if !message.cc.isEmpty { bytes += MailHeader.mailboxes("Cc", message.cc) }
        if message.to.isEmpty, message.cc.isEmpty { bytes += MailHeader.line("To", ["undisclosed-recipients:;"]) }
        bytes += MailHeader.text("Subject", message.subject)
        bytes += MailHeader.line("Message-ID", ["<\(stamp.messageId)>"])
        // Nobody is away from a machine: automatic answers are not sent to it (RFC 3834).
        bytes += MailHeader.line("Auto-Submitted", ["auto-generated"])
        bytes += MailHeader.line("MIME-Version", ["1.0"])
        return bytes
    }

    /// The text, beside its HTML if there is one.
    private static func addBody(_ message: MailMessage, to bytes: inout [UInt8]) {
        guard let html = message.html else { return add("text/plain", message.text, to: &bytes) }
        bytes += MailHeader.line("Content-Type", ["multipart/alternative;", "boundary=\"\(alternative)\""])
        bytes += end
        addSeparator(alternative, to: &bytes)
        add("text/plain", message.text, to: &bytes)
        addSeparator(alternative, to: &bytes)
        add("text/html", html, to: &bytes)
        addSeparator(alternative, isLast: true, to: &bytes)
    }

    private static func add(_ type: String, _ text: String, to bytes: inout [UInt8]) {
        let content = TransferEncoding.canonical(text)
        let encoding = TransferEncoding(for: content)
        bytes += MailHeader.line("Content-Type", ["\(type);", "charset=utf-8"])
        bytes += MailHeader.line("Content-Transfer-Encoding", [encoding.rawValue])
        bytes += end
        bytes += encoding.encode(content)
    }

    private static func add(_ attachment: MailAttachment, to bytes: inout [UInt8]) {
        bytes += MailHeader.line("Content-Type", [attachment.mediaType.lowercased()])
        bytes += MailHeader.line("Content-Transfer-Encoding", [TransferEncoding.base64.rawValue])
        bytes += MailHeader.disposition(fileName: attachment.name)
        bytes += end
        bytes += TransferEncoding.base64.encode(attachment.content)
    }

    private static func addSeparator(_ boundary: String, isLast: Bool = false, to bytes: inout [UInt8]) {
        bytes += Array("\r\n--\(boundary)\(isLast ? "--" : "")\r\n".utf8)
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy(MailAddress.isAtomCharacter)
            }
    }
}
