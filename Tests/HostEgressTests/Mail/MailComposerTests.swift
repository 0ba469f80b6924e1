import TestSupport
import Testing

@testable import HostEgress

@Suite("Mails as they are written", .timeLimit(.minutes(3)))
struct MailComposerTests {
    private typealias Samples = MailSamples

    @Test("A mail of text is one part with the host's stamp")
    func plain() throws {
        let composed = try Samples.composed(Samples.mail(to: "ana@example.net"))
        #expect(
            String(decoding: composed.bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false) == [
                "Date: Sat, 21 Nov 2026 14:29:01 +0000", "From: \"North Hosting\" <noreply@example.org>", "To: ana@example.net",
                "Subject: Three miners are down", "Message-ID: <abc-1@example.org>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", "Look at them.", "",
            ])
        #expect(composed.messageId == "abc-1@example.org" && composed.sender.description == "noreply@example.org")
    }

    @Test("A recipient gets a mail once, and who is in Bcc alone is in no header")
    func recipients() throws {
        var mail = Samples.mail(to: "ana@example.net", "Ana@EXAMPLE.net")
        mail.bcc = [Mailbox(MailAddress("secret@example.net")!), Mailbox(MailAddress("ana@example.net")!)]
        let composed = try Samples.composed(mail)
        #expect(composed.recipients.map(\.description) == ["ana@example.net", "secret@example.net"])
        #expect(!String(decoding: composed.bytes, as: UTF8.self).contains("secret"))
        mail.to = []
        #expect(String(decoding: try Samples.composed(mail).bytes, as: UTF8.self).contains("\r\nTo: undisclosed-recipients:;\r\n"))
    }

    @Test(
        "An address is local@domain in ASCII and nothing else",
        arguments: [
            ("ana@example.org", true), ("a.b+c@sub.example.org", true), ("o'hara@example.org", true), ("A@EXAMPLE.ORG", true), ("", false),
            ("ana", false), ("@example.org", false), ("ana@", false), ("ana@localhost", false), ("ana@[127.0.0.1]", false),
            (".ana@example.org", false), ("a..b@example.org", false), ("ana.@example.org", false), ("a@b@example.org", false),
            ("\"a b\"@example.org", false), ("ana @example.org", false), ("ana@example.org\r\nRCPT TO:<x@y.zz>", false),
            ("ana@example.org\n", false), ("ana@example..org", false), ("ana@-a.org", false), ("añá@example.org", false),
            ("ana@exämple.org", false), ("<ana@example.org>", false), ("ana@example.org>", false), ("ana@example.org,b@c.de", false),
            ("ana\u{0}@example.org", false), (String(repeating: "a", count: 65) + "@example.org", false),
            ("a@" + String(repeating: "abcdefgh.", count: 29) + "org", false),
        ])
    func addresses(text: String, isAddress: Bool) { #expect((MailAddress(text) != nil) == isAddress, "\(text)") }

    @Test(
        "What ends a line is refused in every field that is one",
        arguments: [
            "\r", "\n", "\r\n", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{2029}", "\u{B}", "\u{C}", "\u{1B}",
            "\r\nBcc: x@y.zz\r\n\r\nBody",
        ])
    func injection(end: String) {
        let box = MailAddress("ana@example.net")!
        let changes: [(inout MailMessage) -> Void] = [
            { $0.subject = "a\(end)b" }, { $0.to = [Mailbox(box, name: "a\(end)b")] }, { $0.cc = [Mailbox(box, name: "a\(end)")] },
            { $0.bcc = [Mailbox(box, name: "\(end)b")] }, { $0.replyTo = Mailbox(box, name: "a\(end)b") },
            { $0.attachments = [MailAttachment(name: "a\(end)b", mediaType: "text/csv", content: [])] },
            { $0.attachments = [MailAttachment(name: "a", mediaType: "text/csv\(end)b", content: [])] },
        ]
        for (index, change) in changes.enumerated() {
            var mail = Samples.mail(to: "ana@example.net")
            change(&mail)
            #expect(throws: MailMessageError.self, "change \(index)") { try Samples.composed(mail) }
        }
        let names = [MailStamp(from: Mailbox(box, name: "a\(end)"), unixSeconds: 0, identifier: "a")]
        for stamp in names + [MailStamp(from: Mailbox(box), unixSeconds: 0, identifier: "a\(end)")] {
            #expect(throws: MailMessageError.self) { try MailComposer.compose(Samples.mail(to: "a@example.org"), stamp) }
        }
    }

    @Test("Too many recipients, too much content, wrong names and types are refused with what was expected")
    func limits() {
        func problem(_ change: (inout MailMessage) -> Void) -> String {
            var mail = Samples.mail(to: "ana@example.net")
            change(&mail)
            do throws(MailMessageError) {
                try MailRules.check(mail)
                return ""
            } catch {
                return error.message
            }
        }
        func file(_ name: String = "a", _ type: String = "text/csv", _ count: Int = 0) -> MailAttachment {
            MailAttachment(name: name, mediaType: type, content: [UInt8](repeating: 0, count: count))
        }
        #expect(problem { _ in } == "")
        #expect(problem { $0.to = [] }.contains("no recipient"))
        #expect(problem { $0.to = Array(repeating: $0.to[0], count: 51) }.contains("at most 50"))
        #expect(problem { $0.subject = String(repeating: "a", count: 501) }.contains("500"))
        #expect(problem { $0.text = "a\u{0}" }.contains("NUL") && problem { $0.html = "\u{0}" }.contains("NUL"))
        #expect(problem { $0.attachments = Array(repeating: file(), count: 11) }.contains("at most 10"))
        #expect(problem { $0.attachments = [file("a", "text/csv", 10 << 20)] }.contains("\(10 << 20)"))
        for name in ["", ".", "..", "a/b", "a\\b", String(repeating: "a", count: 201)] {
            #expect(problem { $0.attachments = [file(name)] }.contains("name"), "\(name)")
        }
        for type in ["", "text", "text/", "/csv", "text/csv; a=b", "multipart/mixed", "Message/rfc822", "te xt/csv", "text/csv/a"] {
            #expect(problem { $0.attachments = [file("a", type)] }.contains("media type"), "\(type)")
        }
    }

    @Test("Dates are those of the calendar, leap days and ends of centuries included") func dates() {
        #expect(MailDate.text(unixSeconds: 0) == "Thu, 01 Jan 1970 00:00:00 +0000")
        #expect(MailDate.text(unixSeconds: -5) == "Thu, 01 Jan 1970 00:00:00 +0000")
        #expect(MailDate.text(unixSeconds: 951_782_400) == "Tue, 29 Feb 2000 00:00:00 +0000")
        #expect(MailDate.text(unixSeconds: 1_709_251_199) == "Thu, 29 Feb 2024 23:59:59 +0000")
        #expect(MailDate.text(unixSeconds: 4_107_542_400) == "Mon, 01 Mar 2100 00:00:00 +0000")
    }

    /// What a mail does not keep to that every one must, whatever it says; nil if all is well.
    private func violation(_ bytes: [UInt8]) -> String? {
        guard bytes.allSatisfy({ $0 < 0x80 && $0 != 0 }) else { return "a byte that is not ASCII" }
        guard bytes.suffix(2) == [13, 10] else { return "the last line has no end" }
        let from = Array("From ".utf8)
        var start = 0
        for index in bytes.indices {
            if bytes[index] == 13, index + 1 == bytes.count || bytes[index + 1] != 10 { return "a CR alone at \(index)" }
            guard bytes[index] == 10 else { continue }
            guard index > 0, bytes[index - 1] == 13 else { return "an LF alone at \(index)" }
            guard index - start <= 400 else { return "a line of \(index - start) bytes" }
            guard bytes[start] != UInt8(ascii: "."), !bytes[start...].starts(with: from) else { return "a line that is changed on the way" }
            start = index + 1
        }
        return nil
    }

    @Test("Another reader finds in any mail exactly what was put in, and no other header")
    func property() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let mails = (0..<400).map { _ in Samples.any(&random) }
        let composed = try mails.map { try Samples.composed($0) }
        for mail in composed { #expect(violation(mail.bytes) == nil, "seed \(seed)") }
        let parsed = try await ParsedMail.read(composed.map(\.bytes))
        try #require(parsed.count == mails.count, "seed \(seed)")
        func people(_ mailboxes: [Mailbox]) -> [ParsedMail.Person] {
            mailboxes.map { ParsedMail.Person(name: $0.name, address: $0.address.description) }
        }
        for (mail, found) in zip(mails, parsed) {
            var headers = ["Date", "From"] + (mail.replyTo == nil ? [] : ["Reply-To"]) + ["To"] + (mail.cc.isEmpty ? [] : ["Cc"])
            headers += ["Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
            if mail.html == nil, mail.attachments.isEmpty { headers.append("Content-Transfer-Encoding") }
            #expect(found.headers == headers && found.defects == [], "seed \(seed)")
            #expect(found.subject == mail.subject, "seed \(seed)")
            #expect(found.from == people([Samples.sender]) && found.to == people(mail.to) && found.cc == people(mail.cc), "seed \(seed)")
            #expect(found.replyTo == people([mail.replyTo].compactMap(\.self)), "seed \(seed)")
            #expect(found.unixSeconds == 1_795_271_341 && found.messageId == "<abc-1@example.org>", "seed \(seed)")
            var parts = [("text/plain", TransferEncoding.canonical(mail.text), String?.none)]
            if let html = mail.html { parts.append(("text/html", TransferEncoding.canonical(html), nil)) }
            parts += mail.attachments.map { ($0.mediaType, $0.content, Optional($0.name)) }
            try #require(found.parts.count == parts.count, "seed \(seed)")
            for (part, expected) in zip(found.parts, parts) {
                #expect(part.type == expected.0 && part.bytes == expected.1 && part.fileName == expected.2, "seed \(seed)")
                #expect(part.disposition == (expected.2 == nil ? nil : "attachment"), "seed \(seed)")
                #expect(part.charset == (expected.2 == nil ? "utf-8" : nil), "seed \(seed)")
            }
        }
    }

    @Test("Any text in any field is refused or written, and then it is one mail with the host's headers")
    func fuzz() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let ends = [
            "\r", "\n", "\u{0}", "\r\n\r\n", "\r\nTo: x@y.zz", "\u{85}", "\u{2028}", "\t", "\u{1}", "\r\n.\r\n", "\r\n--=_mixed\r\n",
        ]
        var written: [[UInt8]] = []
        for _ in 0..<3_000 {
            var mail = Samples.any(&random)
            func spoilt(_ text: String) -> String {
                guard Int.random(in: 0..<8, using: &random) == 0 else { return text }
                let place = text.unicodeScalars.indices.randomElement(using: &random) ?? text.startIndex
                return String(text[..<place]) + ends.randomElement(using: &random)! + String(text[place...])
            }
            mail.subject = spoilt(mail.subject)
            mail.text = spoilt(mail.text)
            mail.html = mail.html.map { spoilt($0) }
            mail.to = mail.to.map { Mailbox($0.address, name: spoilt($0.name)) }
            mail.attachments = mail.attachments.map {
                MailAttachment(name: spoilt($0.name), mediaType: spoilt($0.mediaType), content: $0.content)
            }
            guard let composed = try? Samples.composed(mail) else { continue }
            #expect(violation(composed.bytes) == nil, "seed \(seed)")
            if written.count < 300 { written.append(composed.bytes) }
        }
        let known: Set = [
            "Date", "From", "Reply-To", "To", "Cc", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
            "Content-Transfer-Encoding",
        ]
        for mail in try await ParsedMail.read(written) {
            #expect(Set(mail.headers).isSubset(of: known) && Set(mail.headers).count == mail.headers.count, "seed \(seed)")
            #expect(mail.defects == [] && mail.from == [.init(name: "North Hosting", address: "noreply@example.org")], "seed \(seed)")
        }
    }
}
