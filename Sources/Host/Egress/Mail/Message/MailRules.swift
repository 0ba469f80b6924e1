/// What a mail must keep to before it is written. Pure.
package enum MailRules {
    /// Throws ``MailMessageError`` for the first thing that is wrong.
    package static func check(_ message: MailMessage) throws(MailMessageError) {
        let count = message.to.count + message.cc.count + message.bcc.count
        guard count > 0 else { throw MailMessageError("the mail has no recipient") }
        guard count <= MailLimits.maximumRecipients else {
            throw MailMessageError("the mail has \(count) recipients, expected at most \(MailLimits.maximumRecipients)")
        }
        for mailbox in message.to + message.cc + message.bcc + [message.replyTo].compactMap(\.self) {
            guard isLine(mailbox.name, atMost: MailLimits.maximumNameBytes) else {
                throw MailMessageError(
                    "the name of \(mailbox.address) has control characters or more than \(MailLimits.maximumNameBytes) bytes")
            }
        }
        guard isLine(message.subject, atMost: MailLimits.maximumSubjectBytes) else {
            throw MailMessageError("the subject has control characters or more than \(MailLimits.maximumSubjectBytes) bytes")
        }
        guard !message.text.utf8.contains(0), message.html?.utf8.contains(0) != true else {
            throw MailMessageError("a body has a NUL")
        }
        guard message.attachments.count <= MailLimits.maximumAttachments else {
            throw MailMessageError(
                "the mail has \(message.attachments.count) attachments, expected at most \(MailLimits.maximumAttachments)")
        }
        for attachment in message.attachments { try check(attachment) }
        guard message.contentBytes <= MailLimits.maximumContentBytes else {
            throw MailMessageError(
                "the mail has \(message.contentBytes) bytes of text and attachments, expected at most \(MailLimits.maximumContentBytes)")
        }
    }

    private static func check(_ attachment: MailAttachment) throws(MailMessageError) {
        guard isFileName(attachment.name) else {
            throw MailMessageError(
                "an attachment's name is empty, has a folder or control characters, or more than \(MailLimits.maximumFileNameBytes) bytes")
        }
        guard isMediaType(attachment.mediaType) else {
            throw MailMessageError(
                "the type of the attachment \(attachment.name) is no media type such as application/pdf, without parameters; multipart and message are none either"
            )
        }
    }

    /// Whether a text fits in one header: no control character (C0, DEL, C1) and no separator of lines or paragraphs, so that nothing in it
    /// begins another line.
    static func isLine(_ text: String, atMost limit: Int) -> Bool {
        text.utf8.count <= limit
            && text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x2028 && $0.value != 0x2029
            }
    }

    static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && isLine(name, atMost: MailLimits.maximumFileNameBytes)
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    }

    /// A type and a subtype, tokens of RFC 2045. `multipart` and `message` have rules of their own that an attachment cannot keep.
    static func isMediaType(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 100 else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (0x21...0x7E).contains($0) && !#"()<>@,;:\"/[]?="#.utf8.contains($0) }
        } && !["multipart", "message"].contains(String(decoding: Array(parts[0]), as: UTF8.self).lowercased())
    }
}
