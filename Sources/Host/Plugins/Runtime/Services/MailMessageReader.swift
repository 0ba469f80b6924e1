import HostEgress
import PluginABI

/// Reads a mail from a plugin's message (mail.h). Pure.
struct MailMessageReader {
    static let maximumReferenceBytes = 200

    private var message = MailMessage(subject: "", text: "")
    private(set) var reference: String?
    private var mailboxes: [(kind: UInt16, address: MailAddress, name: String)] = []
    private var files: [(name: String, type: String?, content: [UInt8]?)] = []
    private var last: UInt16?
    private var seen: Set<UInt16> = []
    private var bytes = 0

    /// - Throws: ``MessageError`` that says which field is wrong and what was expected; what ``MailRules`` refuses is refused here.
    static func mail(_ reader: MessageReader) throws(MessageError) -> (message: MailMessage, reference: String?) {
        var reading = MailMessageReader()
        for index in 0..<reader.count { try reading.take(reader[index]) }
        return (try reading.finish(), reading.reference)
    }

    private mutating func take(_ field: MessageField) throws(MessageError) {
        switch Int(field.id) {
        case HI_MAIL_TO, HI_MAIL_CC, HI_MAIL_BCC: try takeMailbox(field)
        case HI_MAIL_REPLY_TO:
            try once(field, "REPLY_TO")
            try takeMailbox(field)
        case HI_MAIL_NAME:
            guard let last, [HI_MAIL_TO, HI_MAIL_CC, HI_MAIL_BCC, HI_MAIL_REPLY_TO].contains(Int(last)) else {
                throw MessageError("a NAME does not stand right behind an address")
            }
            mailboxes[mailboxes.count - 1].name = try text(field, "NAME", atMost: MailLimits.maximumNameBytes)
        case HI_MAIL_SUBJECT:
            try once(field, "SUBJECT")
            message.subject = try text(field, "SUBJECT", atMost: MailLimits.maximumSubjectBytes)
        case HI_MAIL_TEXT:
            try once(field, "TEXT")
            message.text = try text(field, "TEXT", atMost: MailLimits.maximumContentBytes)
        case HI_MAIL_HTML:
            try once(field, "HTML")
            message.html = try text(field, "HTML", atMost: MailLimits.maximumContentBytes)
        case HI_MAIL_REFERENCE:
            try once(field, "REFERENCE")
            let text = try text(field, "REFERENCE", atMost: Self.maximumReferenceBytes)
            guard !text.isEmpty else { throw MessageError("the REFERENCE is empty") }
            reference = text
        case HI_MAIL_FILE_NAME:
            guard files.count < MailLimits.maximumAttachments else {
                throw MessageError("more than \(MailLimits.maximumAttachments) attachments")
            }
            files.append((try text(field, "FILE_NAME", atMost: MailLimits.maximumFileNameBytes), nil, nil))
        case HI_MAIL_FILE_TYPE:
            guard !files.isEmpty, files[files.count - 1].type == nil else { throw MessageError("a FILE_TYPE belongs to no FILE_NAME") }
            files[files.count - 1].type = try text(field, "FILE_TYPE", atMost: 100)
        case HI_MAIL_FILE_BYTES:
            guard !files.isEmpty, files[files.count - 1].content == nil else { throw MessageError("a FILE_BYTES belongs to no FILE_NAME") }
            guard field.kind == .bytes else { throw MessageError("FILE_BYTES is no bytes") }
            try count(field.bytes.count)
            files[files.count - 1].content = [UInt8](field.bytes)
        default: break
        }
        last = field.id
    }

    private mutating func takeMailbox(_ field: MessageField) throws(MessageError) {
        guard mailboxes.count <= MailLimits.maximumRecipients else {
            throw MessageError("more than \(MailLimits.maximumRecipients) recipients")
        }
        guard let address = MailAddress(try text(field, "an address", atMost: 254)) else {
            throw MessageError("recipient or sender number \(mailboxes.count + 1) is not \(MailAddress.expected)")
        }
        mailboxes.append((field.id, address, ""))
    }

    private mutating func once(_ field: MessageField, _ name: String) throws(MessageError) {
        guard seen.insert(field.id).inserted else { throw MessageError("\(name) stands there twice") }
    }

    /// A text as it is: bytes that are not UTF-8 are refused, not repaired.
    private mutating func text(_ field: MessageField, _ name: String, atMost limit: Int) throws(MessageError) -> String {
        guard field.kind == .text, field.bytes.count <= limit else {
            throw MessageError("\(name) is no text of at most \(limit) bytes")
        }
        try count(field.bytes.count)
        guard let text = String(validating: field.bytes, as: UTF8.self) else { throw MessageError("\(name) is not UTF-8") }
        return text
    }

    /// Before a copy is made: fields may lie over each other, and many could name the same bytes.
    private mutating func count(_ more: Int) throws(MessageError) {
        bytes += more
        guard bytes <= MailLimits.maximumContentBytes + 65_536 else {
            throw MessageError("the mail has more than \(MailLimits.maximumContentBytes) bytes of text and attachments")
        }
    }

    private mutating func finish() throws(MessageError) -> MailMessage {
        guard seen.contains(UInt16(HI_MAIL_SUBJECT)), seen.contains(UInt16(HI_MAIL_TEXT)) else {
            throw MessageError("the mail has no SUBJECT or no TEXT")
        }
        for (kind, address, name) in mailboxes {
            let mailbox = Mailbox(address, name: name)
            switch Int(kind) {
            case HI_MAIL_TO: message.to.append(mailbox)
            case HI_MAIL_CC: message.cc.append(mailbox)
            case HI_MAIL_BCC: message.bcc.append(mailbox)
            default: message.replyTo = mailbox
            }
        }
        for file in files {
            guard let content = file.content else { throw MessageError("an attachment has a FILE_NAME and no FILE_BYTES") }
            message.attachments.append(
                MailAttachment(name: file.name, mediaType: file.type ?? "application/octet-stream", content: content))
        }
        do throws(MailMessageError) { try MailRules.check(message) } catch { throw MessageError(error.message) }
        return message
    }
}
