import EventLoop
import Foundation
import Glibc
import HostData
import HostEgress
import HostTenancy
import Logging
import PluginABI
import TestSupport
import Testing

@testable import HostPlugins

/// The service for outgoing requests, with a real plugin, a real server, in the host and in a worker.
@Suite("A plugin's outgoing requests", .timeLimit(.minutes(3)))
struct HTTPServiceTests {
    enum Place: CaseIterable { case host, worker }

    /// One for all tests: its thread stays as long as the process.
    private static let engine = Result { try HTTPEngine() }

    /// An instance with requests to these hosts granted.
    private struct Fixture {
        let instance: LiveInstance
        let pool: WorkerPool?

        init(
            _ place: Place, _ hosts: [String], networks: [String] = ["127.0.0.0/8"], quotas: [Quota: Int] = [:],
            tenant: TenantContext = TestPlugin.alpha, inline: Bool = true
        ) async throws {
            let meter = UsageMeter(Quotas(quotas))
            var services = InstanceServices(meter: meter)
            let grant = HTTPGrant(
                hosts: try hosts.map { try #require(HostPattern($0)) }, networks: try networks.map { try NetworkRange($0) })
            services.http = HTTPService(pool: try HTTPServiceTests.engine.get().pool(grant: grant, product: "test/1.0.0"), meter: meter)
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

    private static func message(_ url: String, _ more: (inout MessageWriter) -> Void = { _ in }) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fields: 20)
        writer.add(HI_HTTP_URL, text: url)
        more(&writer)
        return writer.finish()
    }

    /// What the plugin was told: its answer as fields, or its error.
    private static func fetch(_ instance: LiveInstance, _ message: [UInt8], deadlineNanos: UInt64 = .max) async -> Result<
        Fetched, PluginCallError
    > {
        do throws(PluginCallError) {
            let answer = try await instance.handle(TestPlugin.request("fetch", body: message), deadlineNanos: deadlineNanos)
            guard case .body(let bytes) = answer.content else { return .failure(PluginCallError(.internal, "no body")) }
            return .success(Fetched(bytes))
        } catch {
            return .failure(error)
        }
    }

    private struct Fetched {
        var status: Int64 = 0
        var headers: [String] = []
        var body: [UInt8] = []
        var url = ""
        var hops: Int64 = -1

        init(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { raw in
                guard let reader = try? MessageReader(raw) else { return }
                status = reader.first(HI_HTTP_ANSWER_STATUS)?.integer ?? 0
                headers = (0..<reader.count).map { reader[$0] }.filter { $0.id == HI_HTTP_ANSWER_HEADER }.compactMap(\.text)
                body = reader.first(HI_HTTP_ANSWER_BODY)?.content ?? []
                url = reader.first(HI_HTTP_ANSWER_URL)?.text ?? ""
                hops = reader.first(HI_HTTP_ANSWER_HOPS)?.integer ?? -1
            }
        }
    }

    private static func error(_ result: Result<Fetched, PluginCallError>) -> PluginCallError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test("A request with headers and a body gets the host's whole answer", arguments: Place.allCases, [true, false])
    func roundTrip(place: Place, inline: Bool) async throws {
        let server = ScriptedHTTPServer { .answer(status: 418, headers: [("X-Method", $0.method)], body: $0.body) }
        defer { server.stop() }
        let fixture = try await Fixture(place, ["http://127.0.0.1:\(server.port)"], inline: inline)
        let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        let result = await Self.fetch(
            fixture.instance,
            Self.message(server.url("/v1?q=1")) {
                $0.add(HI_HTTP_METHOD, text: "PUT")
                $0.add(HI_HTTP_HEADER, text: "X-Key")
                $0.add(HI_HTTP_HEADER, text: "secret")
                $0.add(HI_HTTP_BODY, bytes: body)
            })
        let answer = try result.get()
        #expect(answer.status == 418 && answer.body == body && answer.url == server.url("/v1?q=1") && answer.hops == 0)
        #expect(zip(answer.headers, answer.headers.dropFirst()).contains { $0 == ("x-method", "PUT") })
        #expect(server.requests.first?.headers["x-key"] == "secret")
        #expect(server.requests.first?.headers["user-agent"] == "HashInsight/1 (test/1.0.0)")
        let now = monotonicNanos()
        // Both would be less only if a minute ended in between.
        #expect(fixture.instance.meter[.egressRequests].used(atNanos: now) <= 1)
        let bytes = fixture.instance.meter[.egressBytes].used(atNanos: now)
        #expect(bytes == 0 || bytes >= 200_000)
        await fixture.close()
    }

    @Test("What is not granted is refused with code, host and what is granted", arguments: Place.allCases)
    func denied(place: Place) async throws {
        let forbidden = ScriptedHTTPServer { _ in .answer() }
        defer { forbidden.stop() }
        let forbiddenPort = forbidden.port
        let server = ScriptedHTTPServer { _ in .answer(status: 302, headers: [("location", "http://127.0.0.1:\(forbiddenPort)/")]) }
        defer { server.stop() }
        let fixture = try await Fixture(
            place, ["http://127.0.0.1:\(server.port)", "http://localhost:\(forbidden.port)"], networks: ["127.0.0.1/32"])
        let direct = await Self.error(Self.fetch(fixture.instance, Self.message(forbidden.url("/"))))
        #expect(direct?.status == .denied && direct?.details == "host_not_granted")
        #expect(direct?.message.contains("http://127.0.0.1:\(forbidden.port) is not granted") == true)
        #expect(direct?.message.contains("http://127.0.0.1:\(server.port)") == true)
        let hop = await Self.error(Self.fetch(fixture.instance, Self.message(server.url("/"))))
        #expect(hop?.status == .denied && hop?.details == "host_not_granted")
        #expect(forbidden.connectionCount == 0)
        await fixture.close()
        let closed = try await Fixture(place, ["http://localhost:\(forbidden.port)"], networks: [])
        let rebound = await Self.error(Self.fetch(closed.instance, Self.message("http://localhost:\(forbidden.port)/")))
        #expect(rebound?.status == .denied && rebound?.details == "address_not_granted")
        #expect(forbidden.connectionCount == 0)
        await closed.close()
    }

    @Test(
        "An answer beyond its limit, a drip beyond the deadline and an answer that is none each end by their name",
        arguments: Place.allCases)
    func hostileServers(place: Place) async throws {
        let server = ScriptedHTTPServer { request in
            switch request.target {
            case "/big": .answer(body: [UInt8](repeating: 1, count: 100_000))
            case "/drip": .drip(Array("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".utf8))
            default: .raw(Array("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n".utf8))
            }
        }
        defer { server.stop() }
        let fixture = try await Fixture(place, ["http://127.0.0.1:\(server.port)"])
        let big = await Self.error(
            Self.fetch(fixture.instance, Self.message(server.url("/big")) { $0.add(HI_HTTP_MAX_ANSWER_BYTES, integer: 99_999) }))
        #expect(big?.status == .overQuota && big?.details.hasPrefix("answer_too_large") == true)
        // What the request itself asked for is less than the quota.
        let asked = QuotaRefusal(quota: .egressAnswerBytes, limit: 99_999, used: 100_000, retryAfterSeconds: nil)
        #expect(big?.quota == asked, "\(String(describing: big))")
        #expect(fixture.instance.meter[.egressAnswerBytes].refusals == 1)
        let narrow = try await Fixture(place, ["http://127.0.0.1:\(server.port)"], quotas: [.egressAnswerBytes: 50_000])
        let cut = await Self.error(Self.fetch(narrow.instance, Self.message(server.url("/big"))))
        #expect(cut?.quota == QuotaRefusal(quota: .egressAnswerBytes, limit: 50_000, used: 50_001, retryAfterSeconds: nil))
        await narrow.close()
        #expect(Quota.egressAnswerBytes.standard == HTTPLimits.maximumAnswerBytes)
        let broken = await Self.error(Self.fetch(fixture.instance, Self.message(server.url("/chunks"))))
        #expect(broken?.status == .unavailable && broken?.details.hasPrefix("broken_answer") == true)
        let drip = await Self.error(
            Self.fetch(fixture.instance, Self.message(server.url("/drip")), deadlineNanos: monotonicNanos() + 500_000_000))
        #expect(drip?.status == .deadline)
        await eventually { fixture.instance.operations.count == 0 }
        await fixture.close()
    }

    @Test("A request that cannot be sent is refused at once", arguments: Place.allCases)
    func invalid(place: Place) async throws {
        let fixture = try await Fixture(place, ["http://127.0.0.1:80"])
        let messages: [[UInt8]] = [
            [1, 2, 3], MessageWriter(kind: 0, fields: 0).finish(), Self.message("file:///etc/passwd"),
            Self.message("http://a:b@127.0.0.1/"),
            Self.message("http://127.0.0.1/") { $0.add(HI_HTTP_METHOD, text: "CONNECT") },
            Self.message("http://127.0.0.1/") { $0.add(HI_HTTP_BODY, bytes: [1]) },
            Self.message("http://127.0.0.1/") { $0.add(HI_HTTP_HEADER, text: "alone") },
            Self.message("http://127.0.0.1/") {
                $0.add(HI_HTTP_HEADER, text: "x")
                $0.add(HI_HTTP_HEADER, text: "a\r\nHost: b")
            },
            Self.message("http://127.0.0.1/") {
                $0.add(HI_HTTP_HEADER, text: "Host")
                $0.add(HI_HTTP_HEADER, text: "b")
            },
            Self.message("http://127.0.0.1/") { $0.add(HI_HTTP_MAX_ANSWER_BYTES, integer: 1 << 40) },
            Self.message("http://127.0.0.1/") { $0.add(HI_HTTP_MAX_REDIRECTS, integer: -1) },
        ]
        for (index, message) in messages.enumerated() {
            #expect(await Self.error(Self.fetch(fixture.instance, message))?.status == .invalidArgument, "message \(index)")
        }
        await fixture.close()
    }

    @Test("Random messages are refused or sent, and break nothing") func fuzz() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let whole = Self.message("http://127.0.0.1:1/path") {
            $0.add(HI_HTTP_METHOD, text: "POST")
            $0.add(HI_HTTP_HEADER, text: "a")
            $0.add(HI_HTTP_HEADER, text: "b")
            $0.add(HI_HTTP_BODY, bytes: [1, 2, 3])
            $0.add(HI_HTTP_MAX_REDIRECTS, integer: 1)
        }
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...2, using: &random) * Int.random(in: 0..<bytes.count / 2, using: &random))
            bytes.withUnsafeBytes { raw in
                guard let reader = try? MessageReader(raw), let request = try? OutgoingRequestReader.request(reader, deadlineNanos: 0)
                else {
                    return
                }
                #expect(OutgoingHeaderRules.problem(request.headers) == nil, "seed \(seed)")
                #expect(request.maximumAnswerBytes <= HTTPLimits.maximumAnswerBytes && (0...5).contains(request.redirects), "seed \(seed)")
                #expect((try? CheckedURL(request.url.text))?.endpoint == request.url.endpoint, "seed \(seed)")
            }
        }
    }

    @Test("A cancelled call cancels its request, and closing the instance ends one that waits", arguments: Place.allCases)
    func cancel(place: Place) async throws {
        let server = ScriptedHTTPServer { _ in .hold }
        defer { server.stop() }
        let fixture = try await Fixture(place, ["http://127.0.0.1:\(server.port)"])
        let task = fixture.instance.begin(TestPlugin.request("fetch", body: Self.message(server.url("/"))))
        await eventually { server.requests.count == 1 }
        fixture.instance.cancelOperations { _ in true }
        let failure = await #expect(throws: PluginCallError.self) { try await task.value }
        #expect(failure?.status == .cancelled)
        await eventually { fixture.instance.operations.count == 0 }
        await fixture.close()
    }

    @Test(
        "Requests and bytes beyond the minute's quota are refused for this tenant alone, and cost nobody else a request",
        arguments: Place.allCases)
    func quotas(place: Place) async throws {
        let server = ScriptedHTTPServer { _ in .answer(body: [UInt8](repeating: 1, count: 2_000)) }
        defer { server.stop() }
        let hosts = ["http://127.0.0.1:\(server.port)"]
        let beta = try await Fixture(place, hosts, tenant: TestPlugin.beta)
        for (quota, limit) in [(Quota.egressRequests, 2), (.egressBytes, 3_000)] {
            let alpha = try await Fixture(place, hosts, quotas: [quota: limit])
            var refusals: [PluginCallError] = []
            // Two minutes' worth of requests at most are let through, however the clock stands.
            for _ in 0..<8 {
                switch await Self.fetch(alpha.instance, Self.message(server.url("/"))) {
                case .success(let answer): #expect(answer.status == 200)
                case .failure(let error): refusals.append(error)
                }
                #expect(try await Self.fetch(beta.instance, Self.message(server.url("/"))).get().status == 200)
            }
            #expect(refusals.count >= 4 && refusals.allSatisfy { $0.status == .overQuota && $0.quota?.quota == quota }, "\(refusals)")
            #expect(alpha.instance.meter[quota].refusals == refusals.count)
            #expect(alpha.instance.meter.readings().contains { $0.quota == quota && $0.limit == limit && $0.refusals == refusals.count })
            await alpha.close()
        }
        #expect(beta.instance.meter[.egressRequests].refusals == 0)
        await beta.close()
    }

    @Test("A request more under way than the quota is refused for this tenant alone, until another has ended", arguments: Place.allCases)
    func inFlight(place: Place) async throws {
        let server = ScriptedHTTPServer { $0.target == "/held" ? .hold : .answer(body: [1]) }
        defer { server.stop() }
        let hosts = ["http://127.0.0.1:\(server.port)"]
        let alpha = try await Fixture(place, hosts, quotas: [.egressInFlight: 2], inline: false)
        let beta = try await Fixture(place, hosts, tenant: TestPlugin.beta)
        async let first = Self.fetch(alpha.instance, Self.message(server.url("/held")))
        async let second = Self.fetch(alpha.instance, Self.message(server.url("/held")))
        await eventually { server.requests.count { $0.target == "/held" } == 2 }
        let refusal = await Self.error(Self.fetch(alpha.instance, Self.message(server.url("/"))))
        #expect(refusal?.status == .overQuota)
        #expect(refusal?.quota == QuotaRefusal(quota: .egressInFlight, limit: 2, used: 3, retryAfterSeconds: 1))
        #expect(try await Self.fetch(beta.instance, Self.message(server.url("/"))).get().status == 200)
        #expect(server.requests.count { $0.target == "/" } == 1, "what is refused asks nobody")
        server.release()
        for held in await [first, second] { #expect(try held.get().status == 200) }
        #expect(try await Self.fetch(alpha.instance, Self.message(server.url("/"))).get().status == 200)
        #expect(alpha.instance.meter[.egressInFlight].refusals == 1 && beta.instance.meter[.egressInFlight].refusals == 0)
        await alpha.close()
        await beta.close()
    }
}
