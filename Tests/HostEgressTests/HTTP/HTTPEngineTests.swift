import EventLoop
import Synchronization
import TestSupport
import Testing

@testable import HostEgress

@Suite("Outgoing requests against a real server")
struct HTTPEngineTests {
    private typealias Outcome = (result: Result<OutgoingAnswer, OutgoingError>, traffic: HTTPTraffic)
    /// Far beyond what any machine needs; a test that waits for it has failed.
    private static let deadline: UInt64 = 60_000_000_000
    /// One for all tests: its thread stays as long as the process.
    private static let shared = Result { try HTTPEngine() }

    private static func pool(
        _ engine: HTTPEngine, _ hosts: [String], networks: [String] = ["127.0.0.0/8"], limits: HTTPLimits = HTTPLimits()
    )
        throws -> HTTPPool
    {
        engine.pool(
            grant: HTTPGrant(hosts: try hosts.map { try #require(HostPattern($0)) }, networks: try networks.map { try NetworkRange($0) }),
            product: "test/1.0.0", limits: limits)
    }

    private static func get(_ url: String, deadlineNanos: UInt64 = deadline) throws -> OutgoingRequest {
        OutgoingRequest(.get, try CheckedURL(url), connectTimeoutMilliseconds: 60_000, deadlineNanos: EventLoop.nowNanos() + deadlineNanos)
    }

    private static func run(_ pool: HTTPPool, _ request: OutgoingRequest) async -> Outcome {
        await withCheckedContinuation { continuation in
            do throws(OutgoingError) {
                _ = try pool.start(request) { continuation.resume(returning: ($0, $1)) }
            } catch {
                continuation.resume(returning: (.failure(error), HTTPTraffic()))
            }
        }
    }

    private static func code(_ outcome: Outcome) -> OutgoingError.Code? {
        if case .failure(let error) = outcome.result { error.code } else { nil }
    }

    @Test("A request goes out as it was made, and its answer comes back whole")
    func roundTrip() async throws {
        let server = ScriptedHTTPServer { .answer(status: 201, headers: [("X-Seen", $0.method), ("set-cookie", "a=b")], body: $0.body) }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        var request = try Self.get(server.url("/v1/things?x=1#part"))
        request.method = .post
        request.body = Array(repeating: 7, count: 300_000)
        request.headers = [HTTPHeader("X-Key", "k"), HTTPHeader("X-Empty", "")]
        let outcome = await Self.run(pool, request)
        let answer = try outcome.result.get()
        #expect(answer.status == 201 && answer.body == request.body && answer.hops == 0)
        #expect(answer.headers.contains(HTTPHeader("x-seen", "POST")))
        #expect(outcome.traffic.requests == 1 && outcome.traffic.bytes >= 600_000)
        // No cookie of the first answer, nothing of libcurl's own.
        _ = try await Self.run(pool, Self.get(server.url("/again"))).result.get()
        let seen = server.requests
        #expect(seen[0].target == "/v1/things?x=1" && seen[0].headers["x-key"] == "k" && seen[0].headers["x-empty"] == "")
        #expect(seen[0].headers["user-agent"] == "HashInsight/1 (test/1.0.0)" && seen[0].headers["content-type"] == nil)
        #expect(seen[1].headers["cookie"] == nil && server.connectionCount == 1)
        // Another instance has connections of its own.
        let other = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        _ = try await Self.run(other, Self.get(server.url("/other"))).result.get()
        #expect(server.connectionCount == 2)
    }

    @Test("Each method reaches the server by its name")
    func methods() async throws {
        let server = ScriptedHTTPServer { .answer(body: Array($0.method.utf8)) }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        for method in HTTPMethod.allCases {
            var request = try Self.get(server.url("/"))
            request.method = method
            let answer = try await Self.run(pool, request).result.get()
            #expect(answer.body == (method == .head ? [] : Array(method.rawValue.utf8)))
        }
        #expect(server.requests.map(\.method) == HTTPMethod.allCases.map(\.rawValue))
    }

    @Test("A host, a scheme or a port that is not granted is refused, and the error says what is granted")
    func notGranted() async throws {
        let server = ScriptedHTTPServer { _ in .answer() }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        for url in [
            "http://127.0.0.1:1/", "https://127.0.0.1:\(server.port)/", "http://127.0.0.2:\(server.port)/",
            "http://localhost:\(server.port)/",
        ] {
            guard case .failure(let error) = try await Self.run(pool, Self.get(url)).result else {
                Issue.record("\(url) was let through")
                continue
            }
            #expect(error.code == .hostNotGranted && error.message.contains("http://127.0.0.1:\(server.port)"))
        }
        #expect(server.requests.isEmpty)
    }

    @Test("A granted name that resolves to loopback, or to a metadata address, reaches nothing without a granted network")
    func rebinding() async throws {
        let server = ScriptedHTTPServer { _ in .answer() }
        defer { server.stop() }
        var options = HTTPEngineOptions()
        options.fixedNames = ["rebound.example.org:\(server.port):127.0.0.1", "metadata.example.org:80:169.254.169.254,::1"]
        let engine = try HTTPEngine(options: options)
        let hosts = ["http://rebound.example.org:\(server.port)", "http://metadata.example.org", "http://localhost:\(server.port)"]
        let closed = try Self.pool(engine, hosts, networks: ["10.0.0.0/8", "0.0.0.0/0"])
        for url in ["http://rebound.example.org:\(server.port)/", "http://metadata.example.org/latest", "http://localhost:\(server.port)/"]
        {
            #expect(Self.code(await Self.run(closed, try Self.get(url))) == .addressNotGranted, "\(url)")
        }
        #expect(server.connectionCount == 0)
        let open = try Self.pool(engine, hosts, networks: ["127.0.0.1/32"])
        #expect(try await Self.run(open, Self.get("http://rebound.example.org:\(server.port)/")).result.get().status == 200)
    }

    @Test("Hops are followed to granted hosts alone, without secrets, and not for ever")
    func redirects() async throws {
        let target = ScriptedHTTPServer { .answer(body: Array($0.target.utf8)) }
        defer { target.stop() }
        let forbidden = ScriptedHTTPServer { _ in .answer() }
        defer { forbidden.stop() }
        let (port, forbiddenPort) = (target.port, forbidden.port)
        let server = ScriptedHTTPServer { request in
            switch request.target {
            case "/granted": .answer(status: 302, headers: [("location", "http://127.0.0.1:\(port)/end")])
            case "/forbidden": .answer(status: 302, headers: [("location", "http://127.0.0.1:\(forbiddenPort)/secret")])
            case "/file": .answer(status: 301, headers: [("location", "file:///etc/passwd")])
            case "/user": .answer(status: 301, headers: [("location", "http://a:b@127.0.0.1:\(port)/")])
            case "/nowhere": .answer(status: 302)
            default: .answer(status: 307, headers: [("location", "/loop")], body: [1])
            }
        }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)", "http://127.0.0.1:\(port)"])
        var request = try Self.get(server.url("/granted"))
        request.headers = [HTTPHeader("Authorization", "Bearer secret"), HTTPHeader("Accept", "text/plain")]
        let answer = try await Self.run(pool, request).result.get()
        #expect(answer.hops == 1 && answer.url == target.url("/end") && answer.body == Array("/end".utf8))
        #expect(target.requests.first?.headers["authorization"] == nil && target.requests.first?.headers["accept"] == "text/plain")

        #expect(try await Self.code(Self.run(pool, Self.get(server.url("/forbidden")))) == .hostNotGranted)
        #expect(forbidden.connectionCount == 0)
        #expect(try await Self.code(Self.run(pool, Self.get(server.url("/file")))) == .invalidRequest)
        #expect(try await Self.code(Self.run(pool, Self.get(server.url("/user")))) == .invalidRequest)
        #expect(try await Self.run(pool, Self.get(server.url("/nowhere"))).result.get().status == 302)
        let before = server.requests.count
        let loop = try await Self.run(pool, Self.get(server.url("/loop")))
        #expect(Self.code(loop) == .tooManyRedirects && loop.traffic.requests == 6 && server.requests.count == before + 6)
        var none = try Self.get(server.url("/loop"))
        none.redirects = 0
        #expect(try await Self.run(pool, none).result.get().status == 307)
    }

    @Test("A body beyond the limit ends the request, said or not, in chunks or not")
    func tooLarge() async throws {
        let big = [UInt8](repeating: 97, count: 200_000)
        let server = ScriptedHTTPServer { request in
            switch request.target {
            case "/said": .answer(body: big)
            case "/chunked":
                .raw(Array("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n30d40\r\n".utf8) + big + Array("\r\n0\r\n\r\n".utf8))
            case "/endless": .drip(Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + big)
            default: .answer(body: Array(big.prefix(1_000)))
            }
        }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        for path in ["/said", "/chunked", "/endless"] {
            var request = try Self.get(server.url(path))
            request.maximumAnswerBytes = 100_000
            #expect(Self.code(await Self.run(pool, request)) == .answerTooLarge, "\(path)")
        }
        var fits = try Self.get(server.url("/fits"))
        fits.maximumAnswerBytes = 1_000
        #expect(try await Self.run(pool, fits).result.get().body.count == 1_000)
    }

    @Test("A host that drips, or says nothing, is left at the deadline")
    func deadlines() async throws {
        let server = ScriptedHTTPServer { request in
            request.target == "/drip" ? .drip(Array("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".utf8)) : .hold
        }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        for path in ["/drip", "/silent"] {
            #expect(try await Self.code(Self.run(pool, Self.get(server.url(path), deadlineNanos: 300_000_000))) == .deadline, "\(path)")
        }
        #expect(try await Self.code(Self.run(pool, Self.get(server.url("/late"), deadlineNanos: 0))) == .deadline)
    }

    @Test(
        "What is no HTTP, or ends too early, is a broken answer",
        arguments: [
            "garbage\r\n\r\n", "", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nx", "HTTP/1.1 200 OK\r\nx: a\u{0}b\r\n\r\n",
            "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n", "HTTP/1.1 99999 OK\r\n\r\n", "HTTP/0.9\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        ])
    func broken(bytes: String) async throws {
        let server = ScriptedHTTPServer { _ in .raw(Array(bytes.utf8)) }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        #expect(try await Self.code(Self.run(pool, Self.get(server.url("/")))) == .brokenAnswer)
    }

    @Test("Headers without end end the request; hostile ones are left out or repaired")
    func headers() async throws {
        let server = ScriptedHTTPServer { request in
            switch request.target {
            case "/many":
                .raw(Array("HTTP/1.1 200 OK\r\n".utf8) + (0..<1_000).flatMap { Array("x-\($0): y\r\n".utf8) } + Array("\r\n".utf8))
            case "/long": .raw(Array("HTTP/1.1 200 OK\r\nx: ".utf8) + [UInt8](repeating: 97, count: 90_000) + Array("\r\n\r\n".utf8))
            case "/interim":
                .raw((0..<400).flatMap { _ in Array("HTTP/1.1 100 Continue\r\n\r\n".utf8) } + Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
            default:
                .raw(
                    Array("HTTP/1.1 200 OK\r\nlatin: ".utf8) + [0xE9, 0xFF]
                        + Array("\r\nbad name: x\r\nctl: \u{1}\r\ncontent-length: 2\r\n\r\nok".utf8))
            }
        }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        for path in ["/many", "/long", "/interim"] {
            #expect(try await Self.code(Self.run(pool, Self.get(server.url(path)))) == .headersTooLarge, "\(path)")
        }
        let answer = try await Self.run(pool, Self.get(server.url("/odd"))).result.get()
        #expect(answer.headers.map(\.name) == ["latin", "content-length"] && answer.body == Array("ok".utf8))
    }

    @Test("A cancelled request ends as cancelled, in line or under way, and the others go on")
    func cancel() async throws {
        let server = ScriptedHTTPServer { $0.target == "/held" ? .hold : .answer() }
        defer { server.stop() }
        let engine = try Self.shared.get()
        var limits = HTTPLimits()
        limits.requestsPerHost = 1
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"], limits: limits)
        let (codes, told) = AsyncStream<OutgoingError.Code?>.makeStream()
        @Sendable func tell(_ result: Result<OutgoingAnswer, OutgoingError>, _ traffic: HTTPTraffic) {
            if case .failure(let error) = result { told.yield(error.code) } else { told.yield(nil) }
        }
        let cancelRunning = try pool.start(Self.get(server.url("/held")), completion: tell)
        let cancelWaiting = try pool.start(Self.get(server.url("/held")), completion: tell)
        _ = try pool.start(Self.get(server.url("/answered")), completion: tell)
        var iterator = codes.makeAsyncIterator()
        cancelWaiting()
        #expect(await iterator.next() == .cancelled)
        cancelRunning()
        #expect(await iterator.next() == .cancelled)
        #expect(await iterator.next() == .some(nil))
        cancelRunning()
        #expect(!server.requests.contains { $0.target == "/held" } || server.requests.filter { $0.target == "/held" }.count == 1)
    }

    @Test("No more requests than allowed reach a host at once; what waits beyond the line is refused")
    func lines() async throws {
        let server = ScriptedHTTPServer { _ in .hold }
        defer { server.stop() }
        let engine = try Self.shared.get()
        var limits = HTTPLimits()
        limits.requestsPerHost = 2
        limits.waiting = 3
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"], limits: limits)
        let outcomes = try await withThrowingTaskGroup { group in
            for _ in 0..<6 { group.addTask { try await Self.run(pool, Self.get(server.url("/"))) } }
            // The sixth is refused at once, while the server holds the others.
            var outcomes = [try await group.next()!]
            #expect(Self.code(outcomes[0]) == .tooManyWaiting)
            #expect(server.connectionCount <= 2)
            server.release()
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.filter { Self.code($0) == nil }.count == 5)
        #expect(server.connectionCount <= 2)
    }

    @Test("A host that refuses again and again is left alone, and other hosts of the same instance are not")
    func breaker() async throws {
        let server = ScriptedHTTPServer { $0.target == "/unwell" ? .answer(status: 503) : .answer() }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let closed = ScriptedHTTPServer { _ in .answer() }
        closed.stop()
        var limits = HTTPLimits()
        limits.firstRestNanos = 3_600_000_000_000
        limits.longestRestNanos = 3_600_000_000_000
        let pool = try Self.pool(engine, ["http://127.0.0.1:\(server.port)", "http://127.0.0.1:\(closed.port)"], limits: limits)
        for _ in 0..<5 { #expect(try await Self.code(Self.run(pool, Self.get(closed.url("/")))) == .unreachable) }
        #expect(try await Self.code(Self.run(pool, Self.get(closed.url("/")))) == .resting)
        #expect(try await Self.code(Self.run(pool, Self.get(server.url("/")))) == nil)
        for _ in 0..<5 { #expect(try await Self.run(pool, Self.get(server.url("/unwell"))).result.get().status == 503) }
        #expect(try await Self.code(Self.run(pool, Self.get(server.url("/")))) == .resting)
        let other = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"], limits: limits)
        #expect(try await Self.code(Self.run(other, Self.get(server.url("/")))) == nil)
    }

    @Test("A name that nobody knows, and a secure connection to a server that knows none, are said as such")
    func noConnection() async throws {
        let server = ScriptedHTTPServer { _ in .answer() }
        defer { server.stop() }
        let engine = try Self.shared.get()
        let pool = try Self.pool(engine, ["http://nobody.invalid", "https://127.0.0.1:\(server.port)"])
        #expect(try await Self.code(Self.run(pool, Self.get("http://nobody.invalid/"))) == .nameNotResolved)
        #expect(try await Self.code(Self.run(pool, Self.get("https://127.0.0.1:\(server.port)/"))) == .notTrusted)
    }

    @Test("A pool that is let go, and an engine that ends, end what is under way")
    func ending() async throws {
        let server = ScriptedHTTPServer { _ in .hold }
        defer { server.stop() }
        let engine = try HTTPEngine()
        var pool: HTTPPool? = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        let (codes, told) = AsyncStream<OutgoingError.Code?>.makeStream()
        for _ in 0..<3 {
            _ = try pool?.start(Self.get(server.url("/"))) { result, _ in
                if case .failure(let error) = result { told.yield(error.code) } else { told.yield(nil) }
            }
        }
        pool = nil
        var iterator = codes.makeAsyncIterator()
        for _ in 0..<3 { #expect(await iterator.next() == .cancelled) }
        let last = try Self.pool(engine, ["http://127.0.0.1:\(server.port)"])
        _ = try last.start(Self.get(server.url("/"))) { _, _ in told.yield(.cancelled) }
        engine.cancelAll()
        #expect(await iterator.next() == .cancelled)
    }
}
