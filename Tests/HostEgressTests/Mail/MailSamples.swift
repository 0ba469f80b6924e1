import TestSupport
@testable import HostEgress

/// Mails to write.
enum MailSamples {
    static let sender = Mailbox(MailAddress("noreply@example.org")!, name: "North Hosting")
    static let stamp = MailStamp(from: sender, unixSeconds: 1_795_271_341, identifier: "abc-1")

    static func mail(to addresses: String..., subject: String = "Three miners are down", text: String = "Look at them.\n") -> MailMessage {
        var mail = MailMessage(subject: subject, text: text)
        mail.to = addresses.map { Mailbox(MailAddress($0)!) }
        return mail
    }

    static func composed(_ mail: MailMessage) throws -> ComposedMail { try MailComposer.compose(mail, stamp) }

    /// Pieces that have a meaning somewhere in a mail, and some that have none.
    private static let pieces = [
        "a", "Z", "0", " ", " ", "  ", "=", "=?", "?=", "=?UTF-8?B?YQ==?=", "\"", "\\", "<", ">", ",", ";", ":", "@", "(", ")", "é", "ß",
        "矿机",
        "👩‍🔧", "e\u{301}", "\u{A0}", "\u{FEFF}", ".", "--", "From ", "word", "a-rather-long-word-without-any-place-to-fold-it-at-all-in-it",
        "Bcc: x@y.zz",
        "--=_mixed", "=_alternative", "%", "'", "*",
    ]

    static func line(_ random: inout SeededRandom, atMost limit: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            let piece = pieces.randomElement(using: &random)!
            guard text.utf8.count + piece.utf8.count <= limit else { break }
            text += piece
        }
        return text
    }

    static func text(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
            line(&random, atMost: 2_000) + ["\n", "\r\n", "\r", "\n.\n", "\t\n", " \n"].randomElement(using: &random)!
        }.joined() + line(&random, atMost: 100)
    }

    static func address(_ random: inout SeededRandom) -> MailAddress {
        let letters = Array("abcXYZ019!#$%&'*+-/=?^_`{|}~")
        func part(_ count: ClosedRange<Int>) -> String {
            String((0..<Int.random(in: count, using: &random)).map { _ in letters.randomElement(using: &random)! })
        }
        let local = Bool.random(using: &random) ? part(1...20) : "\(part(1...10)).\(part(1...40))"
        return MailAddress("\(local)@mail\(Int.random(in: 0...99, using: &random)).example.org")!
    }

    /// Any mail that can be written.
    static func any(_ random: inout SeededRandom) -> MailMessage {
        func mailboxes(_ count: ClosedRange<Int>) -> [Mailbox] {
            (0..<Int.random(in: count, using: &random)).map { _ in
                Mailbox(address(&random), name: Bool.random(using: &random) ? line(&random, atMost: 200) : "")
            }
        }
        var mail = MailMessage(subject: line(&random, atMost: 500), text: text(&random))
        mail.to = mailboxes(1...6)
        mail.cc = mailboxes(0...3)
        mail.bcc = mailboxes(0...3)
        mail.replyTo = mailboxes(0...1).first
        if Bool.random(using: &random) { mail.html = "<p>" + text(&random) + "</p>" }
        for number in 0..<Int.random(in: 0...3, using: &random) {
            let name = line(&random, atMost: 150).filter { $0 != "\\" && $0 != "/" }
            mail.attachments.append(
                MailAttachment(
                    name: "\(number)\(name).txt",
                    mediaType: ["text/csv", "application/pdf", "application/x-a.b+c"].randomElement(using: &random)!,
                    content: (0..<Int.random(in: 0...3_000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }))
        }
        return mail
    }
}
