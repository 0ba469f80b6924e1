import TestSupport
import Testing

@testable import HostEgress

@Suite("What a mail server says to each command")
struct SMTPDialogueTests {
    private func run(_ steps: [(command: String, reply: String)]) -> SMTPDialogue {
        var dialogue = SMTPDialogue()
        for (command, reply) in steps {
            if !command.isEmpty { dialogue.sent(command.utf8) }
            dialogue.received(reply.utf8)
        }
        return dialogue
    }

    @Test("Replies belong to the commands before them, on a new connection and on one of an earlier mail")
    func replies() {
        let mail = [
            ("MAIL FROM:<a@b.cc>\r\n", "250 ok\r\n"), ("RCPT TO:<one>\r\n", "250 one\r\n"),
            ("RCPT TO:<two>\r\n", "550-5.1.1 no\r\n550 5.1.1 such\r\n"),
            ("DATA\r\n", "354 go on\r\n"), ("", "250 2.0.0 taken\r\n"),
        ]
        let new = run(
            [
                ("", "220-hello\r\n220 there\r\n"), ("EHLO x\r\n", "250-x\r\n250 SIZE\r\n"), ("AUTH PLAIN\r\n", "334 \r\n"),
                ("eA==\r\n", "235 in\r\n"),
            ] + mail)
        let old = run(mail)
        #expect(new.hasGreeting && !old.hasGreeting && !new.isUnheard && !old.isUnheard)
        for dialogue in [new, old] {
            #expect(dialogue.sender?.text == "250 ok" && dialogue.hasBegun)
            #expect(dialogue.recipients.map(\.text) == ["250 one", "550 5.1.1 such"])
            #expect(dialogue.data?.code == 354 && dialogue.message?.text == "250 2.0.0 taken")
        }
    }

    @Test("A refused DATA has no mail after it, and a last word is no reply to a mail") func refused() {
        let dialogue = run([
            ("MAIL F", "250 ok\r\n"), ("RCPT T", "451 later\r\n"), ("DATA\r\n", "503 none\r\n"), ("QUIT\r\n", "221 bye\r\n"),
        ])
        #expect(dialogue.data?.code == 503 && dialogue.message == nil && dialogue.recipients.map(\.isTransient) == [true])
        #expect(dialogue.last?.code == 221)
        var left = SMTPDialogue()
        left.sent("MAIL FROM:<a>".utf8)
        #expect(left.isUnheard && !left.hasBegun)
    }

    @Test(
        "Whom a refused recipient is about is told by the enhanced code, and without one it is the recipient",
        arguments: [
            ("550 5.1.1 no such user", MailError.Part.recipients), ("550 no such user", .recipients),
            ("452 4.2.2 mailbox full", .recipients), ("450 4.2.0", .recipients), ("550 5.1.10 no mail exchanger", .recipients),
            ("553 5.1.7 bad sender", .sender), ("450-4.1.8 whose domain", .sender), ("550 5.7.1 sender rejected", .mail),
            ("452 4.3.1 disk", .mail), ("550 5.1.x odd", .recipients), ("550 10.7.1 odd", .recipients),
        ])
    func recipient(reply: String, part: MailError.Part) {
        #expect(SMTPDialogue.Reply(code: 550, text: reply).refusedPart == part)
    }

    @Test("Any bytes in any pieces are read without end and without harm") func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let commands = ["EHLO a", "MAIL FROM:<a>", "RCPT TO:<b>", "DATA\r\n", "QUIT\r\n", "", "x"]
        for _ in 0..<2_000 {
            var dialogue = SMTPDialogue()
            for _ in 0..<20 {
                if Bool.random(using: &random) { dialogue.sent(commands.randomElement(using: &random)!.utf8) }
                dialogue.received(
                    (0..<Int.random(in: 0...300, using: &random)).map { _ in
                        Bool.random(using: &random)
                            ? "0123459 -\r\n".utf8.randomElement(using: &random)! : UInt8.random(in: 0...255, using: &random)
                    })
            }
            let texts = ([dialogue.last, dialogue.sender, dialogue.data, dialogue.message] + dialogue.recipients).compactMap { $0?.text }
            #expect(texts.allSatisfy { $0.utf8.count <= 200 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }, "seed \(seed)")
        }
    }
}
