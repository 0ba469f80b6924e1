import PluginKit
import Testing

@testable import Hosting

@Suite("How notices are delivered")
struct AlertDeliveryTests {
    @Test("a webhook is signed as the Standard Webhooks specification's own example")
    func signature() throws {
        let headers = try WebhookSignature.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", unixSeconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(headers.map(\.value) == ["msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="])
    }

    @Test(
        "a secret that is none is refused, and the message says what one looks like",
        arguments: ["", "abc", "whsec_", "whsec_c2hvcnQ=", "whsec_?!"])
    func badSecret(secret: String) throws {
        let error = try #require(throws: PluginError.self) {
            try WebhookSignature.headers(id: "1", unixSeconds: 1, body: [], secret: secret)
        }
        #expect(error.code == .invalidArgument && error.message.contains("whsec_"))
        #expect(secret.isEmpty || !error.message.contains(secret) || secret == "whsec_")
    }

    @Test("a delivery that fails is tried again for three days at growing intervals, then given up")
    func retries() {
        var waits: [Int64] = []
        var attempts: Int64 = 1
        while let wait = DeliveryResult.again("no").settled(after: attempts).waitSeconds {
            waits.append(wait)
            attempts += 1
        }
        #expect(attempts == 10 && waits == waits.sorted() && waits.first == 60)
        #expect((3 * 86_400...4 * 86_400).contains(waits.reduce(0, +)))
        #expect(DeliveryResult.again("no").settled(after: 10).state == "failed")
        #expect(DeliveryResult.sent.settled(after: 1) == ("sent", "", nil))
        #expect(DeliveryResult.gone("410").settled(after: 1) == ("failed", "410", nil))
    }

    @Test("what cannot go well is not tried again; what may is")
    func results() {
        #expect(AlertCarrier.result(ofStatus: 204) == .sent)
        #expect(AlertCarrier.result(ofStatus: 302) == .again("The receiver answered 302."))
        #expect(AlertCarrier.result(ofStatus: 503) == .again("The receiver answered 503."))
        #expect(AlertCarrier.result(ofStatus: 410) == .gone("The receiver answered 410: it wants no more."))
        let cases: [(PluginError.Code, String, Bool)] = [
            (.denied, "recipient_not_granted: x@example.org", false), (.unavailable, "rejected: recipients", false),
            (.unavailable, "rejected: mail", true), (.unavailable, "rejected: sender", true), (.unavailable, "rejected: session", true),
            (.unavailable, "try_later: 451", true), (.unavailable, "outcome_unknown", true), (.denied, "host_not_granted", true),
            (.overQuota, "mails_per_minute", true), (.deadline, "", true),
        ]
        for (code, details, isTriedAgain) in cases {
            let result = AlertCarrier.result(of: PluginError(code, "why", details: details))
            #expect(result == (isTriedAgain ? .again("why") : .failed("why")), "\(details)")
        }
    }

    @Test("a mail goes to each address on its own, in the rule's language, and says what, where and since when")
    func mail() throws {
        var story = AlertStory()
        let rule = AlertStory.rule(
            1, .temperature, threshold: 85, delayMinutes: 0, mailTo: ["ana@example.org", "li@example.org"], language: "zh-CN")
        let notice = try #require(story.pass([rule], [AlertStory.miner(1, celsius: 91.5)]).notices.first)
        #expect(notice.messages.map(\.target) == ["ana@example.org", "li@example.org"])
        #expect(notice.subject == "[严重] Rule 1: 新增 1 台，未恢复 1 台")
        #expect(notice.text.contains("温度达到 85 °C") && notice.text.contains("S1 · Alpha · Hall 7 · 91.5 °C · 自 2027-01-15 08:00 UTC"))
    }

    @Test("a subject of any name is one line that a mail may have")
    func longSubject() throws {
        var story = AlertStory()
        let rule = AlertRule(
            id: 1, name: String(repeating: "热", count: 300), kind: .offline, threshold: 0, siteId: nil, modelId: nil, severity: .info,
            delaySeconds: 0, repeatSeconds: 0, quiet: nil, localMinute: 0, tellsRecovery: true, mailTo: [], webhookURL: nil, language: "en",
            lastNotifiedAt: nil, lastRepeatedAt: nil)
        let notice = try #require(story.pass([rule], [AlertStory.miner(1, "unreachable")]).notices.first)
        #expect(notice.subject.utf8.count <= 400 && notice.messages.isEmpty)
    }
}
