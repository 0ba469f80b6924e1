import EventLoop
import Foundation
import HostData
import HostEgress
import HostTenancy
import Logging
import PluginABI
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

/// The service for mails, with a real plugin, a real mail server, in the host and in a worker.
@Suite("A plugin's mails", .timeLimit(.minutes(3)))
struct MailServiceTests {
    enum Place: CaseIterable { case host, worker }

    /// An instance that may send mails.
    private struct Fixture {
        let instance: LiveInstance
        let pool: WorkerPool?

        /// - Parameter server: Nil for an installation that has none.
        init(
            _ place: Place, _ server: ScriptedSMTPServer?, mayReachAnybody: Bool = false, quotas: [Quota: Int] = [:],
            tenant: TenantContext = TestPlugin.alpha, tenantName: String = "Alpha Mining", inline: Bool = true,
            members: @escaping PluginMail.Members = { tenant, addresses, _ in
                tenant == TestPlugin.alpha.key ? Set(addresses).intersection(["ana@alpha.example", "bo@alpha.example"]) : []
            }
        ) async throws {
            let mailer = try server.map {
                let from = Mailbox(try #require(MailAddress("noreply@host.example")), name: "The host")
                return try Mailer(MailServer(host: "127.0.0.1", port: $0.port, security: .none, from: from))
            }
            let meter = UsageMeter(Quotas(quotas))
            var services = InstanceServices(meter: meter)
            services.mail = MailService(
                PluginMail(mailer: mailer, members: members),
                origin: MailService.Origin(plugin: "test", tenant: tenant, tenantName: tenantName), mayReachAnybody: mayReachAnybody,
                meter: meter, logger: Logger(label: "test"))
            switch place {
            case .host:
                pool = nil
                instance = try await TestPlugin.instance(inline: inline, tenant: tenant, services: services)
            case .worker:
                let pool = WorkerTests.pool()
                self.pool = pool
                instance = try await WorkerTests.instance(pool, inline: inline, tenant: tenant, services: services)
            }
        }

        func close() async {
            #expect(await instance.close())
            await pool?.close()
        }
    }

    private static func message(to addresses: String..., more: (inout MessageWriter) -> Void = { _ in }) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fields: 80)
        for address in addresses { writer.add(Int(HI_MAIL_TO), text: address) }
        writer.add(Int(HI_MAIL_SUBJECT), text: "Three miners are down")
        writer.add(Int(HI_MAIL_TEXT), text: "Look at them.\n")
        more(&writer)
        return writer.finish()
    }

    private struct Sent {
        var accepted: [String] = []
        var rejected: [String] = []
        var messageId = ""
        var reply = ""

        init(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { raw in
                guard let reader = try? MessageReader(raw) else { return }
                let fields = (0..<reader.count).map { reader[$0] }
                accepted = fields.filter { Int($0.id) == HI_MAIL_ANSWER_ACCEPTED }.compactMap(\.text)
                rejected = fields.filter { Int($0.id) == HI_MAIL_ANSWER_REJECTED }.compactMap(\.text)
                messageId = reader.first(Int(HI_MAIL_ANSWER_MESSAGE_ID))?.text ?? ""
                reply = reader.first(Int(HI_MAIL_ANSWER_REPLY))?.text ?? ""
            }
        }
    }

    private static func send(
        _ instance: LiveInstance, _ message: [UInt8], deadlineNanos: UInt64 = .max
    ) async -> Result<Sent, PluginCallError> {
        do throws(PluginCallError) {
            let answer = try await instance.handle(TestPlugin.request("write_mail", body: message), deadlineNanos: deadlineNanos)
            guard case .body(let bytes) = answer.content else { return .failure(PluginCallError(.internal, "no body")) }
            return .success(Sent(bytes))
        } catch {
            return .failure(error)
        }
    }

    private static func error(_ result: Result<Sent, PluginCallError>) -> PluginCallError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test(
        "A mail arrives under the tenant's name and the installation's address, with all that it has", arguments: Place.allCases,
        [true, false])
    func roundTrip(place: Place, inline: Bool) async throws {
        let server = try ScriptedSMTPServer { $0.line.contains("<bo@") ? .say("550 5.1.1 away") : .usual }
        defer { server.stop() }
        let fixture = try await Fixture(place, server, inline: inline)
        let message = Self.message(to: "ana@alpha.example", "bo@alpha.example") {
            $0.add(Int(HI_MAIL_REPLY_TO), text: "desk@elsewhere.example")
            $0.add(Int(HI_MAIL_NAME), text: "The desk")
            $0.add(Int(HI_MAIL_HTML), text: "<p>Look at them.</p>")
            $0.add(Int(HI_MAIL_REFERENCE), text: "down-1")
            $0.add(Int(HI_MAIL_FILE_NAME), text: "rows.csv")
            $0.add(Int(HI_MAIL_FILE_TYPE), text: "text/csv")
            $0.add(Int(HI_MAIL_FILE_BYTES), bytes: Array("a,b\n".utf8))
        }
        let sent = try await Self.send(fixture.instance, message).get()
        #expect(sent.accepted == ["ana@alpha.example"] && sent.rejected == ["bo@alpha.example", "550 5.1.1 away"])
        #expect(sent.reply == "250 2.0.0 taken as 4711" && sent.messageId.hasSuffix("@host.example"))
        let mail = try #require(server.mails.first)
        let text = String(decoding: mail.bytes, as: UTF8.self)
        #expect(mail.sender == "noreply@host.example" && mail.recipients == ["ana@alpha.example"])
        for part in [
            "\r\nFrom: \"Alpha Mining\" <noreply@host.example>\r\n", "\r\nReply-To: \"The desk\" <desk@elsewhere.example>\r\n",
            "\r\nTo: ana@alpha.example, bo@alpha.example\r\n", "\r\nSubject: Three miners are down\r\n", "<p>Look at them.</p>",
            "filename=\"rows.csv\"", "YSxiCg==", "\r\nMessage-ID: <\(sent.messageId)>\r\n",
        ] { #expect(text.contains(part), "\(part)") }
        // The same reference is the same mail to a mailbox; another tenant's is another.
        #expect(try await Self.send(fixture.instance, message).get().messageId == sent.messageId)
        #expect(try await Self.send(fixture.instance, Self.message(to: "ana@alpha.example")).get().messageId != sent.messageId)
        await fixture.close()
        let beta = try await Fixture(place, server, mayReachAnybody: true, tenant: TestPlugin.beta)
        #expect(try await Self.send(beta.instance, message).get().messageId != sent.messageId)
        await beta.close()
    }

    @Test("Who is no member gets nothing, and nobody else does either, unless anybody was granted", arguments: Place.allCases)
    func recipients(place: Place) async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let fixture = try await Fixture(place, server)
        for message in [
            Self.message(to: "ana@alpha.example", "stranger@elsewhere.example"),
            Self.message(to: "ana@alpha.example") { $0.add(Int(HI_MAIL_CC), text: "stranger@elsewhere.example") },
            Self.message { $0.add(Int(HI_MAIL_BCC), text: "stranger@elsewhere.example") },
        ] {
            let error = await Self.error(Self.send(fixture.instance, message))
            #expect(error?.status == .denied && error?.details == "recipient_not_granted")
            #expect(error?.message.contains("stranger@elsewhere.example") == true && error?.message.contains("mail: any") == true)
        }
        #expect(server.connectionCount == 0)
        #expect(try await Self.send(fixture.instance, Self.message(to: "Ana@ALPHA.example")).get().accepted == ["Ana@alpha.example"])
        await fixture.close()
        // Members of one tenant are strangers to another.
        let beta = try await Fixture(place, server, tenant: TestPlugin.beta)
        #expect(await Self.error(Self.send(beta.instance, Self.message(to: "ana@alpha.example")))?.status == .denied)
        await beta.close()
        let any = try await Fixture(place, server, mayReachAnybody: true, members: { _, _, _ in throw CancellationError() })
        #expect(try await Self.send(any.instance, Self.message(to: "stranger@elsewhere.example")).get().accepted.count == 1)
        await any.close()
        #expect(server.mails.map(\.recipients) == [["Ana@alpha.example"], ["stranger@elsewhere.example"]])
    }

    @Test("Without a mail server it says what is to be set, and without the service there is none", arguments: Place.allCases)
    func absent(place: Place) async throws {
        let fixture = try await Fixture(place, nil)
        let error = await Self.error(Self.send(fixture.instance, Self.message(to: "ana@alpha.example")))
        #expect(error?.status == .unavailable && error?.message.contains("SMTP_URL") == true)
        #expect(error?.message.contains("GMAIL_USER") == true)
        #expect(fixture.instance.meter[.mailsPerMinute].used(atNanos: monotonicNanos()) == 0)
        await fixture.close()
        let without = try await TestPlugin.instance()
        #expect(await Self.error(Self.send(without, Self.message(to: "ana@alpha.example")))?.status == .denied)
        #expect(await without.close())
    }

    @Test("A mail that cannot be written is refused at once and costs nothing", arguments: Place.allCases)
    func invalid(place: Place) async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let fixture = try await Fixture(place, server)
        func with(_ more: (inout MessageWriter) -> Void) -> [UInt8] { Self.message(to: "ana@alpha.example", more: more) }
        let messages: [[UInt8]] = [
            [], MessageWriter(kind: 0, fields: 0).finish(), Self.message(), Self.message(to: "ana"),
            Self.message(to: "ana@alpha.example\r\nx"),
            with { $0.add(Int(HI_MAIL_SUBJECT), text: "again") }, with { $0.add(Int(HI_MAIL_NAME), text: "behind a text") },
            with { $0.add(Int(HI_MAIL_FILE_TYPE), text: "text/csv") }, with { $0.add(Int(HI_MAIL_FILE_NAME), text: "no-content") },
            with { $0.add(Int(HI_MAIL_FILE_BYTES), bytes: [1]) }, with { $0.add(Int(HI_MAIL_REFERENCE), text: "") },
            with { $0.add(Int(HI_MAIL_HTML), bytes: [1]) }, with { $0.add(Int(HI_MAIL_CC), integer: 1) },
            with {
                $0.add(Int(HI_MAIL_CC), text: "bo@alpha.example")
                $0.add(Int(HI_MAIL_NAME), text: "a\r\nBcc: x@y.zz")
            },
            with {
                for number in 0..<50 { $0.add(Int(HI_MAIL_BCC), text: "a\(number)@alpha.example") }
            },
            with {
                $0.add(Int(HI_MAIL_FILE_NAME), text: "../a")
                $0.add(Int(HI_MAIL_FILE_BYTES), bytes: [1])
            },
        ]
        for (index, message) in messages.enumerated() {
            #expect(await Self.error(Self.send(fixture.instance, message))?.status == .invalidArgument, "message \(index)")
        }
        #expect(fixture.instance.meter[.mailsPerDay].used(atNanos: UsageMeter.now(.mailsPerDay)) == 0 && server.connectionCount == 0)
        await fixture.close()
    }

    @Test("Random messages are refused or are mails that can be written") func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let whole = Self.message(to: "ana@alpha.example") {
            $0.add(Int(HI_MAIL_CC), text: "bo@alpha.example")
            $0.add(Int(HI_MAIL_NAME), text: "Bo")
            $0.add(Int(HI_MAIL_REPLY_TO), text: "desk@alpha.example")
            $0.add(Int(HI_MAIL_HTML), text: "<p>")
            $0.add(Int(HI_MAIL_FILE_NAME), text: "a")
            $0.add(Int(HI_MAIL_FILE_BYTES), bytes: [1, 2, 3])
        }
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                // The fields stand in front.
                let place =
                    Bool.random(using: &random) ? Int.random(in: 0..<200, using: &random) : Int.random(in: bytes.indices, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.withUnsafeBytes { raw in
                guard let reader = try? MessageReader(raw), let mail = try? MailMessageReader.mail(reader) else { return }
                #expect(throws: Never.self, "seed \(seed)") { try MailRules.check(mail.message) }
            }
        }
    }

    @Test("What the server says is told by its name", arguments: Place.allCases)
    func failures(place: Place) async throws {
        let server = try ScriptedSMTPServer {
            switch true {
            case $0.line.contains("gone@"): .say("550 5.1.1 gone")
            case $0.line.contains("busy@"): .say("451 4.2.1 busy")
            case $0.line.contains("quota@"): .say("550 5.7.1 the day's mails are used up")
            case $0.line.contains("drop@"): .drop
            default: .usual
            }
        }
        defer { server.stop() }
        let fixture = try await Fixture(place, server, mayReachAnybody: true)
        for (name, word) in [
            ("gone", "rejected: recipients"), ("busy", "try_later: recipients"), ("quota", "rejected: mail"), ("drop", "broken_answer"),
        ] {
            let error = await Self.error(Self.send(fixture.instance, Self.message(to: "\(name)@elsewhere.example")))
            #expect(error?.status == .unavailable && error?.details.hasPrefix(word) == true, "\(String(describing: error))")
        }
        await fixture.close()
        let lost = try ScriptedSMTPServer { $0.verb == "MESSAGE" ? .drop : .usual }
        defer { lost.stop() }
        let other = try await Fixture(place, lost)
        let error = await Self.error(Self.send(other.instance, Self.message(to: "ana@alpha.example")))
        #expect(error?.status == .unavailable && error?.details.hasPrefix("outcome_unknown") == true)
        await other.close()
    }

    @Test("A deadline, a cancelled call and the instance's end each end a mail that hangs", arguments: Place.allCases)
    func cancel(place: Place) async throws {
        let server = try ScriptedSMTPServer { $0.verb == "MAIL" ? .hang : .usual }
        defer { server.stop() }
        let fixture = try await Fixture(place, server)
        let late = await Self.error(
            Self.send(fixture.instance, Self.message(to: "ana@alpha.example"), deadlineNanos: monotonicNanos() + 500_000_000))
        #expect(late?.status == .deadline)
        await eventually { fixture.instance.operations.count == 0 }
        let before = server.verbs.filter { $0 == "MAIL" }.count
        let task = fixture.instance.begin(TestPlugin.request("write_mail", body: Self.message(to: "ana@alpha.example")))
        await eventually { server.verbs.filter { $0 == "MAIL" }.count > before }
        fixture.instance.cancelOperations { _ in true }
        let failure = await #expect(throws: PluginCallError.self) { try await task.value }
        #expect(failure?.status == .cancelled)
        await eventually { fixture.instance.operations.count == 0 }
        await fixture.close()
        #expect(server.mails.isEmpty)
    }

    @Test("A mail that is cancelled while its recipients are looked up is never sent", arguments: Place.allCases)
    func cancelledEarly(place: Place) async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let isAsked = Atomic<Bool>(false)
        let fixture = try await Fixture(
            place, server,
            members: { _, _, _ in
                isAsked.store(true, ordering: .releasing)
                try await Task.sleep(for: .seconds(100))
                return []
            })
        let task = fixture.instance.begin(TestPlugin.request("write_mail", body: Self.message(to: "ana@alpha.example")))
        await eventually { isAsked.load(ordering: .acquiring) }
        fixture.instance.cancelOperations { _ in true }
        let failure = await #expect(throws: PluginCallError.self) { try await task.value }
        #expect(failure?.status == .cancelled && server.connectionCount == 0)
        await fixture.close()
    }

    @Test("Mails beyond the quota are refused for this tenant alone, each recipient counts, and the use is told", arguments: Place.allCases)
    func quotas(place: Place) async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let beta = try await Fixture(place, server, mayReachAnybody: true, tenant: TestPlugin.beta)
        for quota in [Quota.mailsPerMinute, .mailsPerDay] {
            let alpha = try await Fixture(place, server, quotas: [quota: 4])
            var refusals: [PluginCallError] = []
            // Two minutes' or days' worth at most are let through, however the clock stands.
            for _ in 0..<8 {
                switch await Self.send(alpha.instance, Self.message(to: "ana@alpha.example", "bo@alpha.example")) {
                case .success(let sent): #expect(sent.accepted.count == 2)
                case .failure(let error): refusals.append(error)
                }
                #expect(try await Self.send(beta.instance, Self.message(to: "cy@elsewhere.example")).get().accepted.count == 1)
            }
            #expect(refusals.count >= 4 && refusals.allSatisfy { $0.status == .overQuota && $0.quota?.quota == quota }, "\(refusals)")
            #expect(alpha.instance.meter[quota].refusals == refusals.count)
            #expect(alpha.instance.meter.readings().contains { $0.quota == quota && $0.limit == 4 && $0.refusals == refusals.count })
            await alpha.close()
        }
        #expect(beta.instance.meter[.mailsPerMinute].refusals == 0)
        await beta.close()
    }

    @Test("A mail more under way than the quota is refused for this tenant alone, until another has ended", arguments: Place.allCases)
    func inFlight(place: Place) async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let isHeld = Atomic<Bool>(true)
        let asked = Atomic<Int>(0)
        let alpha = try await Fixture(
            place, server, quotas: [.mailsInFlight: 2], inline: false,
            members: { _, addresses, _ in
                asked.add(1, ordering: .releasing)
                while isHeld.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(5)) }
                return Set(addresses)
            })
        let beta = try await Fixture(place, server, mayReachAnybody: true, tenant: TestPlugin.beta)
        let message = Self.message(to: "ana@alpha.example")
        async let first = Self.send(alpha.instance, message)
        async let second = Self.send(alpha.instance, message)
        await eventually { asked.load(ordering: .acquiring) == 2 }
        let refusal = await Self.error(Self.send(alpha.instance, message))
        #expect(refusal?.status == .overQuota)
        #expect(refusal?.quota == QuotaRefusal(quota: .mailsInFlight, limit: 2, used: 3, retryAfterSeconds: 1))
        #expect(try await Self.send(beta.instance, Self.message(to: "cy@elsewhere.example")).get().accepted.count == 1)
        isHeld.store(false, ordering: .releasing)
        for held in await [first, second] { #expect(try held.get().accepted.count == 1) }
        #expect(try await Self.send(alpha.instance, message).get().accepted.count == 1)
        #expect(alpha.instance.meter[.mailsInFlight].refusals == 1 && beta.instance.meter[.mailsInFlight].refusals == 0)
        await alpha.close()
        await beta.close()
    }
}
