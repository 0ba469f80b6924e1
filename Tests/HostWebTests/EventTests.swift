import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct EventTests {
    private let alpha: Int64 = 1 << 32 | 1
    private let north = (Int64(1) << 32)...(Int64(1) << 32 | 0xFFFF_FFFF)

    @Test("An event passes by topic and sight; the host's own only to their tenant")
    func filter() {
        let client = EventFilter(topics: ["hosting.*"], tenantKey: alpha, sight: alpha...alpha)
        let provider = EventFilter(topics: ["hosting.telemetry"], tenantKey: 1 << 32, sight: north)
        let mine = LiveEvent(topic: "hosting.telemetry", tenantKey: alpha, json: "{}")
        let sibling = LiveEvent(topic: "hosting.telemetry", tenantKey: alpha + 1, json: "{}")
        #expect(client.passes(mine) && provider.passes(mine))
        #expect(!client.passes(sibling) && provider.passes(sibling))
        #expect(!client.passes(LiveEvent(topic: "hostingx.telemetry", tenantKey: alpha, json: "{}")))
        #expect(!provider.passes(LiveEvent(topic: "hosting.other", tenantKey: alpha, json: "{}")))
        let disabled = LiveEvent(topic: HostTopic.disabled, tenantKey: alpha, json: "{}")
        #expect(client.passes(disabled) && !provider.passes(disabled))
    }

    @Test("A message can't break out of its event")
    func framing() {
        let event = ServerSentEvent.event(name: "a\nb", data: "one\ntwo\r\nthree\rfour\n\nevent: forged")
        #expect(event.text == "event: ab\ndata: one\ndata: two\ndata: three\ndata: four\ndata: \ndata: event: forged\n\n")
        #expect(ServerSentEvent.comment("x\n\nevent: y").text == ": xevent: y\n\n")
    }

    @Test("Topics are names, or all of a plugin")
    func topics() throws {
        #expect(try TopicList.parse("hosting.telemetry, crm.*") == ["hosting.telemetry", "crm.*"])
        #expect(try TopicList.parse("") == [])
        for wrong in ["*", "hosting", "hosting.*x", ".a", "a.", "Hosting.a", "a.b\n"] {
            #expect(throws: ProblemError.self) { try TopicList.parse(wrong) }
        }
    }

    @Test("A stream brings what its tenant may see, the disabling of a plugin, and ends with the session")
    func stream() async throws {
        let site = try TestSite { $0.heartbeatSeconds = 1 }
        try await site.server.application().test(.live) { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            async let answer = client.execute(uri: "/events?topics=sample.*", method: .get, headers: fields)
            while site.host.subscriberCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            site.host.publish(LiveEvent(topic: "sample.telemetry", tenantKey: alpha + 1, json: "\"of beta\""))
            site.host.publish(LiveEvent(topic: "other.telemetry", tenantKey: alpha, json: "\"other\""))
            site.host.publish(LiveEvent(topic: "sample.telemetry", tenantKey: alpha, json: "{\"miners\":3}"))
            let session = try await site.identity.login(
                email: "operator@demo.test", password: MemoryIdentity.password, clientAddress: "", userAgent: "", previousToken: nil,
                requestId: "r"
            ).session
            try await site.host.setEnabled(false, tenant: "alpha", plugin: "sample", by: session, requestId: "r")
            site.identity.endAll()
            site.host.publish(LiveEvent(topic: HostTopic.sessionEnded, tenantKey: alpha, json: "{}"))
            let response = try await answer
            let text = String(buffer: response.body)
            #expect(response.headers[.contentType] == "text/event-stream")
            #expect(text.hasPrefix("retry: 2000\n\n"))
            #expect(text.contains("event: sample.telemetry\ndata: {\"miners\":3}\n\n"))
            #expect(text.contains("event: hashinsight.disabled\ndata: {\"plugin\":\"sample\"}\n\n"))
            #expect(text.hasSuffix("event: hashinsight.session_ended\ndata: {}\n\n"))
            #expect(!text.contains("of beta") && !text.contains("other") && !text.contains("toggled"))
        }
        while site.host.subscriberCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("A stream whose answer is never written gives its place back")
    func forgottenStream() throws {
        let registry = EventStreamRegistry(maximum: 3, maximumPerMember: 1)
        var slot: EventStreamSlot? = EventStreamSlot(try registry.open(member: "1") {}, in: registry)
        #expect(throws: ProblemError.self) { _ = try registry.open(member: "1") {} }
        #expect(slot != nil)
        slot = nil
        #expect(registry.count == 0)
        _ = try registry.open(member: "1") {}
    }

    @Test("A stop of the host ends all streams and lets none begin")
    func stop() async throws {
        let site = try TestSite()
        try await site.server.application().test(.live) { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            async let answer = client.execute(uri: "/events?topics=sample.*", method: .get, headers: fields)
            while site.host.subscriberCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            site.server.endStreams()
            #expect(try await answer.status == .ok)
            #expect(try await client.execute(uri: "/events?topics=sample.*", method: .get, headers: fields).status == .serviceUnavailable)
        }
    }

    @Test("A member can't hold more streams than allowed, and ended ones count no more")
    func registry() throws {
        let registry = EventStreamRegistry(maximum: 3, maximumPerMember: 2)
        let first = try registry.open(member: "a") {}
        _ = try registry.open(member: "a") {}
        #expect(throws: ProblemError.self) { try registry.open(member: "a") {} }
        registry.close(first)
        registry.close(first)
        _ = try registry.open(member: "a") {}
        _ = try registry.open(member: "b") {}
        #expect(throws: ProblemError.self) { try registry.open(member: "c") {} }
    }

    @Test("Without a session there is no stream")
    func noSession() async throws {
        let site = try TestSite()
        try await site.test { client in
            let response = try await client.execute(uri: "/api/v1/events?topics=sample.*", method: .get)
            #expect(response.status == .unauthorized)
        }
    }
}
