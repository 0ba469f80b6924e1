import EventLoop
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HostEgress

@Suite("Mails to a real server", .timeLimit(.minutes(3)))
struct MailerTests {
    private typealias Samples = MailSamples
    private typealias Outcome = Result<MailReceipt, MailError>

    private static func mailer(
        _ port: UInt16, _ security: MailServer.Security = .none, host: String = "127.0.0.1", user: String? = nil,
        limits: (inout MailLimits) -> Void = { _ in }, options: (inout MailerOptions) -> Void = { _ in }
    ) throws -> Mailer {
        var (mailLimits, mailerOptions) = (MailLimits(), MailerOptions())
        // Far beyond what any machine needs.
        mailLimits.connectTimeoutMilliseconds = 100_000
        limits(&mailLimits)
        options(&mailerOptions)
        return try Mailer(
            MailServer(host: host, port: port, security: security, user: user, password: "p\u{E4}ss", from: Samples.sender),
            limits: mailLimits, options: mailerOptions)
    }

    private static func send(
        _ mailer: Mailer, _ mail: MailMessage, tenant: Int64 = 1, deadlineNanos: UInt64 = 100_000_000_000
    ) async throws -> Outcome {
        let composed = try Samples.composed(mail)
        return await withCheckedContinuation { continuation in
            _ = mailer.send(composed, tenant: tenant, deadlineNanos: EventLoop.nowNanos() + deadlineNanos) {
                continuation.resume(returning: $0)
            }
        }
    }

    private static func error(_ outcome: Outcome) -> MailError? {
        if case .failure(let error) = outcome { error } else { nil }
    }

    /// Repeats until something is so; what never comes about within two minutes is an issue.
    private static func eventually(_ condition: () -> Bool) async {
        let end = ContinuousClock.now + .seconds(120)
        while !condition() {
            guard ContinuousClock.now < end, !Task.isCancelled else {
                Issue.record("it never came about")
                return
            }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    @Test("A mail arrives byte for byte, signed in, and the next one takes the same connection")
    func roundTrip() async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let mailer = try Self.mailer(server.port, user: "desk")
        var mail = Samples.mail(to: "ana@example.net", text: ".\r\n..\r\nFrom me\r\n.hidden\n")
        mail.bcc = [Mailbox(MailAddress("bo@example.net")!)]
        mail.attachments = [
            MailAttachment(name: "all.bin", mediaType: "application/x-all", content: Array(0...255) + Array(repeating: 7, count: 300_000))
        ]
        let receipt = try await Self.send(mailer, mail).get()
        #expect(receipt.accepted.map(\.description) == ["ana@example.net", "bo@example.net"] && receipt.rejected.isEmpty)
        #expect(receipt.reply == "250 2.0.0 taken as 4711")
        _ = try await Self.send(mailer, Samples.mail(to: "cy@example.net")).get()
        #expect(server.connectionCount == 1 && server.mails.count == 2)
        let first = try #require(server.mails.first)
        #expect(first.bytes == (try Samples.composed(mail).bytes))
        #expect(first.sender == "noreply@example.org" && first.recipients == ["ana@example.net", "bo@example.net"])
        #expect(first.user == "desk" && server.logins == ["desk:p\u{E4}ss"] && !first.isSecure)
        #expect(server.commands.first { $0.verb == "EHLO" }?.line == "EHLO example.org")
        #expect(server.commands.first { $0.verb == "MAIL" }?.line.contains("SIZE=\(first.bytes.count)") == true)
        #expect(server.verbs.filter { $0 == "EHLO" }.count == 1)
    }

    @Test("With STARTTLS and with TLS at once nothing is said in the clear, and only a certificate that fits is taken")
    func secured() async throws {
        let authority = try await onThread { try TestAuthority(name: "mail.example.org") }
        defer { authority.remove() }
        for (security, isAtOnce) in [(MailServer.Security.startTLS, false), (.tls, true)] {
            let server = try await onThread { try ScriptedSMTPServer(authority, isSecureAtOnce: isAtOnce) }
            defer { server.stop() }
            func options(_ options: inout MailerOptions) {
                options.fixedNames = ["mail.example.org:\(server.port):127.0.0.1", "other.example.org:\(server.port):127.0.0.1"]
                options.certificateAuthorities = authority.authority
            }
            let trusting = try Self.mailer(server.port, security, host: "mail.example.org", user: "desk", options: options)
            for _ in 0..<2 { _ = try await Self.send(trusting, Samples.mail(to: "ana@example.net")).get() }
            #expect(server.mails.count == 2 && server.mails.allSatisfy { $0.isSecure && $0.user == "desk" } && server.connectionCount == 1)
            let secret: Set = ["AUTH", "MAIL", "RCPT", "DATA", "MESSAGE"]
            #expect(server.commands.allSatisfy { $0.isSecure || !secret.contains($0.verb) })
            let another = try Self.mailer(server.port, security, host: "other.example.org", user: "desk", options: options)
            #expect(Self.error(try await Self.send(another, Samples.mail(to: "ana@example.net")))?.code == .notTrusted)
            let systems = try Self.mailer(
                server.port, security, host: "mail.example.org", user: "desk",
                options: { $0.fixedNames = ["mail.example.org:\(server.port):127.0.0.1"] })
            #expect(Self.error(try await Self.send(systems, Samples.mail(to: "ana@example.net")))?.code == .notTrusted)
            #expect(server.mails.count == 2 && server.logins.count == 1)
        }
    }

    @Test("A server that offers no STARTTLS, or takes it back, gets nothing")
    func stripped() async throws {
        let none = try ScriptedSMTPServer()
        defer { none.stop() }
        let first = Self.error(try await Self.send(Self.mailer(none.port, .startTLS, user: "desk"), Samples.mail(to: "ana@example.net")))
        #expect(first?.code == .notTrusted && first?.message.contains("STARTTLS") == true)
        let refusing = try ScriptedSMTPServer {
            switch $0.verb {
            case "EHLO": .say("250-mail.example.org\r\n250-AUTH PLAIN\r\n250 STARTTLS")
            case "STARTTLS": .say("454 4.7.0 not now")
            default: .usual
            }
        }
        defer { refusing.stop() }
        let second = Self.error(
            try await Self.send(Self.mailer(refusing.port, .startTLS, user: "desk"), Samples.mail(to: "ana@example.net")))
        #expect(second?.code == .notTrusted)
        // What was slipped in behind the reply in the clear is no reply of the secured connection.
        let injecting = try ScriptedSMTPServer {
            switch $0.verb {
            case "EHLO": .say("250-mail.example.org\r\n250-AUTH PLAIN\r\n250 STARTTLS")
            case "STARTTLS": .say("220 go on\r\n250 mail.example.org\r\n235 in\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken")
            default: .usual
            }
        }
        defer { injecting.stop() }
        let third = try await Self.send(Self.mailer(injecting.port, .startTLS, user: "desk"), Samples.mail(to: "ana@example.net"))
        #expect(Self.error(third) != nil)
        for server in [none, refusing, injecting] {
            #expect(server.logins.isEmpty && server.mails.isEmpty && !server.verbs.contains("MAIL"))
        }
    }

    @Test("Who is not taken keeps the mail from nobody else, and each reply is told")
    func partial() async throws {
        let server = try ScriptedSMTPServer {
            switch true {
            case $0.line.contains("<no@"): .say("550-5.1.1 The address\r\n550 5.1.1 is unknown\u{1B}[31m")
            case $0.line.contains("<full@"): .say("452 4.2.2 mailbox full")
            default: .usual
            }
        }
        defer { server.stop() }
        let mailer = try Self.mailer(server.port)
        let mail = Samples.mail(to: "ana@example.net", "no@example.net", "bo@example.net", "full@example.net")
        let receipt = try await Self.send(mailer, mail).get()
        #expect(receipt.accepted.map(\.description) == ["ana@example.net", "bo@example.net"])
        #expect(receipt.rejected.map(\.address.description) == ["no@example.net", "full@example.net"])
        #expect(receipt.rejected.map(\.reply) == ["550 5.1.1 is unknown [31m", "452 4.2.2 mailbox full"])
        #expect(server.mails.first?.recipients == ["ana@example.net", "bo@example.net"])
    }

    @Test(
        "A refusal says by whose reply, of what, and whether for good",
        arguments: [
            ("CONNECT", "554 5.3.2 closed", MailError.Code.rejected, MailError.Part?.some(.session)),
            ("AUTH", "535 5.7.8 wrong password", .notSignedIn, nil), ("MAIL", "550 5.7.1 not you", .rejected, .sender),
            ("MAIL", "421 4.3.2 going down", .tryLater, .sender), ("RCPT", "550 5.1.1 nobody", .rejected, .recipients),
            ("RCPT", "450 4.2.1 busy", .tryLater, .recipients), ("RCPT", "553 5.1.8 whose domain is that", .rejected, .sender),
            ("RCPT", "550 5.7.1 not you", .rejected, .mail), ("DATA", "554 5.5.1 no", .rejected, .mail),
            ("MESSAGE", "554 5.7.1 spam", .rejected, .mail), ("MESSAGE", "451 4.3.0 disk", .tryLater, .mail),
        ])
    func refusals(verb: String, reply: String, code: MailError.Code, part: MailError.Part?) async throws {
        let server = try ScriptedSMTPServer { $0.verb == verb ? .say(reply) : .usual }
        defer { server.stop() }
        let mailer = try Self.mailer(server.port, user: "desk")
        let mail = Samples.mail(to: "ana@example.net", "bo@example.net")
        let error = try #require(Self.error(try await Self.send(mailer, mail)))
        #expect(error.code == code && error.refused == part && !error.mayBeDelivered, "\(error)")
        if code == .rejected || code == .tryLater { #expect(error.message.contains(reply), "\(error)") }
        #expect(server.mails.isEmpty)
    }

    @Test(
        "A server that leaves says whether it may have the mail", arguments: ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "MESSAGE"])
    func drops(verb: String) async throws {
        let server = try ScriptedSMTPServer { $0.verb == verb ? .drop : .usual }
        defer { server.stop() }
        let mailer = try Self.mailer(server.port, user: "desk")
        let error = try #require(Self.error(try await Self.send(mailer, Samples.mail(to: "ana@example.net"))))
        #expect(error.mayBeDelivered == (verb == "MESSAGE") && (error.code == .brokenAnswer || error.code == .notSignedIn), "\(error)")
    }

    @Test(
        "A server that hangs is left at the deadline, wherever it stops",
        arguments: ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "MESSAGE"])
    func hangs(verb: String) async throws {
        let server = try ScriptedSMTPServer { $0.verb == verb ? .hang : .usual }
        defer { server.stop() }
        let mailer = try Self.mailer(server.port, user: "desk")
        let composed = try Samples.composed(Samples.mail(to: "ana@example.net"))
        let outcome: Outcome = await withCheckedContinuation { continuation in
            let cancel = mailer.send(composed, tenant: 1, deadlineNanos: EventLoop.nowNanos() + 170_000_000_000) {
                continuation.resume(returning: $0)
            }
            // It is cancelled once it hangs, so that the moment is the same on every machine.
            Task {
                await Self.eventually { server.verbs.contains(verb) }
                cancel()
            }
        }
        #expect(Self.error(outcome)?.code == .cancelled && Self.error(outcome)?.mayBeDelivered == (verb == "MESSAGE"))
        let late = Self.error(try await Self.send(mailer, Samples.mail(to: "ana@example.net"), deadlineNanos: 300_000_000))
        #expect(late?.code == .deadline)
        #expect(server.mails.isEmpty)
    }

    @Test("A server that never takes leave holds nobody up", arguments: [true, false])
    func leave(isRefused: Bool) async throws {
        let server = try ScriptedSMTPServer {
            switch $0.verb {
            case "QUIT": .hang
            case "RCPT": isRefused ? .say("550 no") : .usual
            default: .usual
            }
        }
        defer { server.stop() }
        do {
            // Beyond the suite's time: if it were waited for, this would not end.
            let mailer = try Self.mailer(server.port, limits: { $0.answerTimeoutSeconds = 1_000 })
            for _ in 0..<3 {
                let outcome = try await Self.send(mailer, Samples.mail(to: "ana@example.net"))
                #expect((Self.error(outcome)?.code == .rejected) == isRefused)
            }
        }
        let other = try ScriptedSMTPServer()
        defer { other.stop() }
        _ = try await Self.send(Self.mailer(other.port), Samples.mail(to: "ana@example.net")).get()
    }

    @Test("A server that speaks something else, or lies, is no mail server and harms nobody")
    func lies() async throws {
        let noises: [[UInt8]] = [
            Array("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".utf8), [UInt8](repeating: 0, count: 1_000), Array("999 what\r\n".utf8),
            Array("220\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n".utf8),
        ]
        for noise in noises {
            let server = try ScriptedSMTPServer { $0.verb == "CONNECT" ? .raw(noise) : .drop }
            defer { server.stop() }
            let outcome = try await Self.send(Self.mailer(server.port), Samples.mail(to: "ana@example.net"), deadlineNanos: 2_000_000_000)
            #expect(Self.error(outcome) != nil)
        }
        // A line without end, and replies without end.
        for piece in [[UInt8](repeating: 65, count: 200_000), Array(String(repeating: "250-more\r\n", count: 20_000).utf8)] {
            let server = try ScriptedSMTPServer { $0.verb == "EHLO" ? .raw(piece) : .usual }
            defer { server.stop() }
            let outcome = try await Self.send(Self.mailer(server.port), Samples.mail(to: "ana@example.net"), deadlineNanos: 2_000_000_000)
            #expect(Self.error(outcome) != nil)
        }
    }

    @Test("A connection that the server has left is replaced, and the mail sent once")
    func leftConnection() async throws {
        let server = try ScriptedSMTPServer {
            $0.verb == "MAIL" && $0.line.contains("SIZE") && $0.connection == 1 && Self.isSecond($0) ? .drop : .usual
        }
        defer { server.stop() }
        let mailer = try Self.mailer(server.port)
        _ = try await Self.send(mailer, Samples.mail(to: "ana@example.net", text: "short")).get()
        _ = try await Self.send(mailer, Samples.mail(to: "ana@example.net", text: String(repeating: "long ", count: 2_000))).get()
        #expect(server.mails.count == 2 && server.connectionCount == 2)
    }

    /// The second mail of `leftConnection` is the larger one.
    private static func isSecond(_ command: ScriptedSMTPServer.Command) -> Bool {
        command.line.firstMatch(of: /SIZE=([0-9]+)/).flatMap { Int($0.1) }.map { $0 > 5_000 } ?? false
    }

    @Test("Nobody is asked who failed again and again, until a rest is over, and then one finds out")
    func resting() async throws {
        let isWell = Atomic<Bool>(false)
        let server = try ScriptedSMTPServer { _ in isWell.load(ordering: .acquiring) ? .usual : .drop }
        defer { server.stop() }
        let mailer = try Self.mailer(server.port, options: { $0.breaker.firstRestNanos = 50_000_000 })
        for _ in 0..<5 {
            #expect(Self.error(try await Self.send(mailer, Samples.mail(to: "ana@example.net")))?.code == .brokenAnswer)
        }
        isWell.store(true, ordering: .releasing)
        let end = ContinuousClock.now + .seconds(100)
        while case .failure(let error) = try await Self.send(mailer, Samples.mail(to: "ana@example.net")) {
            #expect(error.code == .resting)
            try #require(ContinuousClock.now < end)
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(server.mails.count == 1)
    }

    @Test("A tenant's line does not hold up another's, and what is cancelled in line is never sent")
    func turns() async throws {
        let server = try ScriptedSMTPServer { $0.verb == "MAIL" && $0.line.contains("noreply") && $0.connection <= 2 ? .hang : .usual }
        defer { server.stop() }
        let mailer = try Self.mailer(server.port, limits: { $0.waiting = 3 })
        let composed = try Samples.composed(Samples.mail(to: "ana@example.net"))
        let codes = Mutex<[MailError.Code?]>([])
        var cancels: [@Sendable () -> Void] = []
        func begin() {
            cancels.append(
                mailer.send(composed, tenant: 1, deadlineNanos: EventLoop.nowNanos() + 170_000_000_000) { outcome in
                    codes.withLock { $0.append(Self.error(outcome)?.code) }
                })
        }
        // Each hangs before the next comes, so that it is known which connection is whose.
        for number in 1...2 {
            begin()
            await Self.eventually { server.verbs.filter { $0 == "MAIL" }.count == number }
        }
        for _ in 0..<4 { begin() }
        await Self.eventually { codes.withLock { $0 } == [.tooManyWaiting] }
        _ = try await Self.send(mailer, Samples.mail(to: "bo@example.net"), tenant: 2).get()
        for cancel in cancels.reversed() { cancel() }
        await Self.eventually { codes.withLock { $0.count } == 6 }
        #expect(codes.withLock { $0.dropFirst().allSatisfy { $0 == .cancelled } })
        #expect(server.mails.map(\.recipients) == [["bo@example.net"]])
    }
}
