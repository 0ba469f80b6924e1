import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct MiddlewareTests {
    @Test("A well-formed request id is kept, a hostile one replaced")
    func requestId() async throws {
        let site = try TestSite()
        try await site.test { client in
            let kept = try await client.execute(uri: "/health/live", method: .get, headers: [.requestID: "abc-123_45.x"])
            #expect(kept.headers[.requestID] == "abc-123_45.x")
            let replaced = try await client.execute(uri: "/health/live", method: .get, headers: [.requestID: "<script>alert(1)</script>"])
            #expect(replaced.headers[.requestID]?.count == 32)
        }
    }

    @Test("Every answer carries the security headers, errors too, and none allows inline scripts")
    func securityHeaders() async throws {
        let site = try TestSite()
        try await site.test { client in
            for path in ["/login", "/nothing-here", "/health", "/static/hashinsight.css"] {
                let response = try await client.execute(uri: path, method: .get)
                #expect(response.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
                #expect(response.headers[.contentSecurityPolicy]?.contains("unsafe") == false)
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.strictTransportSecurity] == nil)
            }
        }
    }

    @Test("Pages carry no inline script, style or handler")
    func noInlineCode() async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            for path in ["/login", "/sample/things", "/account", "/docs"] {
                var headers = fields
                headers[.accept] = "text/html"
                let page = String(buffer: try await client.execute(uri: path, method: .get, headers: path == "/login" ? [:] : headers).body)
                #expect(page.contains("<!doctype html>"))
                #expect(!page.contains("<style"))
                #expect(page.firstMatch(of: /<script(?![^>]*\ssrc=)/) == nil)
                #expect(page.firstMatch(of: /<[a-z][^>]*\son[a-z]+=/) == nil)
                #expect(page.firstMatch(of: /<[a-z][^>]*\sstyle=/) == nil)
            }
        }
    }

    @Test("The rate limit of the API answers 429 with Retry-After, and pages go on")
    func rateLimit() async throws {
        let site = try TestSite {
            $0.rateLimits = RateLimits(api: .init(perSecond: 0.001, burst: 3), login: .init(perSecond: 0.001, burst: 2))
        }
        try await site.test { client in
            for _ in 0..<3 { #expect(try await client.execute(uri: "/api/v1/plugins", method: .get).status == .unauthorized) }
            let refused = try await client.execute(uri: "/api/v1/plugins", method: .get)
            #expect(refused.status == .tooManyRequests)
            #expect(Int(refused.headers[.retryAfter] ?? "") ?? 0 > 0)
            #expect(try await client.execute(uri: "/%61pi/v1/plugins", method: .get).status == .tooManyRequests)
            #expect(try await client.execute(uri: "/login", method: .get).status == .ok)
            for expected: HTTPResponse.Status in [.badRequest, .badRequest, .tooManyRequests] {
                let login = try await client.execute(
                    uri: "/api/v1/auth/login", method: .post, headers: [.contentType: "application/json"], body: ByteBuffer(string: "{}"))
                #expect(login.status == expected)
            }
        }
    }

    @Test("A token bucket lets its burst pass, then its rate")
    func tokenBucket() {
        let limit = RateLimits.Limit(perSecond: 10, burst: 20)
        var bucket = TokenBucket(limit: limit, nowNanos: 0)
        for _ in 0..<20 { #expect(bucket.take(limit: limit, nowNanos: 0) == nil) }
        #expect(abs((bucket.take(limit: limit, nowNanos: 0) ?? 0) - 0.1) < 1e-9)
        #expect(bucket.take(limit: limit, nowNanos: 100_000_000) == nil)
        #expect(bucket.take(limit: limit, nowNanos: 100_000_000) != nil)
        #expect(bucket.isFull(limit: limit, nowNanos: 3_000_000_000))
    }

    @Test("Forwarding headers count only from trusted proxies, and the client can't add hops")
    func clientOrigin() {
        let headers: HTTPFields = [.forwardedFor: "203.0.113.9, 198.51.100.4", .forwardedProto: "https"]
        let direct = ClientOrigin(peerAddress: "192.0.2.1", headers: headers, trustedProxies: [], isAlwaysSecure: false)
        #expect(direct.address == "192.0.2.1")
        #expect(!direct.isSecure)
        let proxied = ClientOrigin(peerAddress: "10.0.0.1", headers: headers, trustedProxies: ["10.0.0.1"], isAlwaysSecure: false)
        #expect(proxied.address == "198.51.100.4")
        #expect(proxied.isSecure)
        let lying = ClientOrigin(
            peerAddress: "10.0.0.1", headers: [.forwardedFor: "\"><script>"], trustedProxies: ["10.0.0.1"], isAlwaysSecure: false)
        #expect(lying.address == "10.0.0.1")
    }

    @Test("Over https the cookie is bound to the host and HSTS is sent")
    func secure() async throws {
        let site = try TestSite { $0.isAlwaysSecure = true }
        try await site.test { client in
            let response = try await client.execute(
                uri: "/api/v1/auth/login", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: "{\"email\":\"alpha@demo.test\",\"password\":\"\(MemoryIdentity.password)\"}"))
            let cookie = response.headers[.setCookie] ?? ""
            #expect(cookie.hasPrefix("__Host-hashinsight_session="))
            for part in ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"] { #expect(cookie.contains(part)) }
            #expect(!cookie.contains("Domain"))
            #expect(response.headers[.strictTransportSecurity]?.contains("31536000") == true)
        }
    }

    @Test("The access log names route, tenant and request, and never the query or the cookie")
    func accessLog() async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            _ = try await client.execute(uri: "/api/v1/sample/things/77?token=geheim", method: .get, headers: fields)
        }
        let line = try #require(site.lines.lines.last { $0.contains("things/77") })
        #expect(line.contains("\"route\":\"/api/v1/sample/things/{id}\""))
        #expect(line.contains("\"tenant\":\"alpha\""))
        #expect(!line.contains("geheim"))
        #expect(!line.contains("hashinsight_session"))
        #expect(site.metrics.prometheusText().contains("http_route=\"/api/v1/sample/things/{id}\""))
        #expect(!site.metrics.prometheusText().contains("things/77"))
    }
}
