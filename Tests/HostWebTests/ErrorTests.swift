import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct ErrorTests {
    struct Inner: Error { let secret = "password=hunter2 at /var/lib" }

    @Test("Problems carry all members of RFC 9457, a code and the request id")
    func document() async throws {
        let site = try TestSite()
        try await site.test { client in
            let response = try await client.execute(uri: "/api/v1/nothing", method: .get, headers: [.requestID: "request-0001"])
            #expect(response.status == .notFound)
            #expect(response.headers[.contentType] == "application/problem+json")
            let problem = try JSONReader.read(Array(response.body.readableBytesView))
            #expect(problem["type"]?.text == "urn:hashinsight:problem:not_found")
            #expect(problem["title"]?.text == "Not Found")
            #expect(problem["status"] == .number("404"))
            #expect(problem["instance"]?.text == "/api/v1/nothing")
            #expect(problem["code"]?.text == "not_found")
            #expect(problem["request_id"]?.text == "request-0001")
        }
    }

    @Test("An error inside is told without its text, as page and as problem")
    func inside() async throws {
        let site = try TestSite(answer: { _, _ in throw Inner() })
        try await site.test { client in
            for path in ["/api/v1/sample/things", "/sample/things"] {
                var fields = try await site.signIn(client, "alpha@demo.test")
                fields[.accept] = "text/html"
                let response = try await client.execute(uri: path, method: .get, headers: fields)
                #expect(response.status == .internalServerError)
                #expect(!String(buffer: response.body).contains("hunter2"))
                #expect(!String(buffer: response.body).contains("Inner"))
            }
        }
        #expect(site.lines.lines.contains { $0.contains("hunter2") && $0.contains("request_id") })
    }

    @Test("A plugin's refusals keep their status, code and sentence")
    func refusals() async throws {
        let cases: [(PluginCallFailure, Int, String)] = [
            (.refused(status: 409, code: "taken", message: "The serial number is taken."), 409, "taken"),
            (.refused(status: 99, code: "odd", message: "x"), 500, "odd"), (.timedOut, 504, "timed_out"), (.gone, 404, "not_found"),
            (.overloaded(retryAfterSeconds: 3), 503, "overloaded"), (.unavailable, 503, "unavailable"),
            (.blocked(message: "calls hold all threads", retryAfterSeconds: 10), 503, "plugin_blocked"),
        ]
        for (failure, status, code) in cases {
            let site = try TestSite(answer: { _, _ in throw failure })
            try await site.test { client in
                let response = try await client.execute(
                    uri: "/api/v1/sample/things", method: .get, headers: site.signIn(client, "alpha@demo.test"))
                #expect(response.status.code == status)
                #expect(try JSONReader.read(Array(response.body.readableBytesView))["code"]?.text == code)
            }
        }
    }

    @Test("A quota that is used up is 429 or 503 with its name, limit and use")
    func quotas() async throws {
        let minute = QuotaUsage(name: "events_per_minute", limit: 5, used: 6, unit: "events", window: "minute", refusals: 1)
        let busy = QuotaUsage(name: "requests_in_flight", limit: 2, used: 3, unit: "requests", window: "now", refusals: 1)
        let size = QuotaUsage(name: "rows", limit: 10, used: 20, unit: "rows", window: "answer", refusals: 1)
        for (usage, seconds, status) in [(minute, 17, 429), (busy, 1, 503), (size, nil, 429)] as [(QuotaUsage, Int?, Int)] {
            let site = try TestSite(answer: { _, _ in throw PluginCallFailure.overQuota(usage, retryAfterSeconds: seconds) })
            try await site.test { client in
                let response = try await client.execute(
                    uri: "/api/v1/sample/things", method: .get, headers: site.signIn(client, "alpha@demo.test"))
                #expect(response.status.code == status)
                #expect(response.headers[.retryAfter] == seconds.map(String.init))
                #expect(response.headers[.contentType] == "application/problem+json")
                let problem = try JSONReader.read(Array(response.body.readableBytesView))
                #expect(problem["code"]?.text == "over_quota" && problem["quota"]?["name"]?.text == usage.name)
                #expect(problem["quota"]?["limit"] == .int(usage.limit) && problem["quota"]?["used"] == .int(usage.used))
                #expect(problem["detail"]?.text?.contains("allows \(usage.limit) \(usage.unit)") == true)
            }
        }
    }

    @Test("Without a session a page leads to the login and back, the API says 401, and an unknown path 404")
    func unauthenticated() async throws {
        let site = try TestSite()
        try await site.test { client in
            let page = try await client.execute(uri: "/sample/things?page=2&q=a%20b", method: .get, headers: [.accept: "text/html"])
            #expect(page.status == .seeOther)
            #expect(page.headers[.location] == "/login?next=/sample/things%3Fpage%3D2%26q%3Da%2520b")
            #expect(
                try await client.execute(uri: "/api/v1/sample/things", method: .get, headers: [.accept: "text/html"]).status
                    == .unauthorized)
            #expect(try await client.execute(uri: "/elsewhere", method: .get, headers: [.accept: "text/html"]).status == .notFound)
            let fragment = try await client.execute(
                uri: "/sample/things", method: .get, headers: [.htmxRequest: "true", .htmxCurrentURL: "http://h/sample/things?page=3"])
            #expect(fragment.status == .unauthorized)
            #expect(fragment.headers[.htmxRedirect] == "/login?next=/sample/things%3Fpage%3D3")
        }
    }

    @Test("A role too low gets the unauthorized page with 403, another tenant's disabled plugin 404")
    func forbidden() async throws {
        let site = try TestSite()
        try await site.test { client in
            var guest = try await site.signIn(client, "beta@demo.test")
            guest[.accept] = "text/html"
            let page = try await client.execute(uri: "/sample/admin", method: .get, headers: guest)
            #expect(page.status == .forbidden)
            #expect(String(buffer: page.body).contains("Not allowed"))
            guest[.contentType] = "application/json"
            #expect(
                try await client.execute(uri: "/api/v1/sample/things", method: .post, headers: guest, body: ByteBuffer(string: "{}")).status
                    == .forbidden)
            let stranger = try await site.signIn(client, "operator@demo.test")
            #expect(try await client.execute(uri: "/api/v1/sample/things", method: .get, headers: stranger).status == .notFound)
        }
    }

    @Test("A wrong method is 405 and names the right ones, for the host's routes and a plugin's")
    func methods() async throws {
        let site = try TestSite()
        try await site.test { client in
            var fields = try await site.signIn(client, "alpha@demo.test")
            fields[.contentType] = "application/json"
            let host = try await client.execute(uri: "/api/v1/tenants", method: .patch, headers: fields, body: ByteBuffer(string: "{}"))
            #expect(host.status == .methodNotAllowed)
            #expect(host.headers[.allow] == "GET, HEAD, OPTIONS")
            let plugin = try await client.execute(
                uri: "/api/v1/sample/things", method: .put, headers: fields, body: ByteBuffer(string: "{}"))
            #expect(plugin.status == .methodNotAllowed)
            #expect(plugin.headers[.allow] == "GET, HEAD, OPTIONS, POST")
        }
    }

    @Test("A body that is not JSON is 400 and says where, one of another type 415, one that is too large 413")
    func bodies() async throws {
        let site = try TestSite { $0.maximumBodyBytes = 1_000 }
        try await site.test { client in
            var fields = try await site.signIn(client, "alpha@demo.test")
            fields[.contentType] = "application/json"
            let broken = try await client.execute(
                uri: "/api/v1/sample/things", method: .post, headers: fields, body: ByteBuffer(string: "{\"a\": 1,\n  \"b\": tru}"))
            #expect(broken.status == .badRequest)
            #expect(String(buffer: broken.body).contains("line 2, column 8"))
            let large = ByteBuffer(string: "\"" + String(repeating: "x", count: 2_000) + "\"")
            #expect(
                try await client.execute(uri: "/api/v1/sample/things", method: .post, headers: fields, body: large).status
                    == .contentTooLarge)
            fields[.contentType] = "application/xml"
            let xml = try await client.execute(
                uri: "/api/v1/sample/things", method: .post, headers: fields, body: ByteBuffer(string: "<a/>"))
            #expect(xml.status == .unsupportedMediaType)
        }
    }

    @Test("With the database away, sessions are 503, health says so, and static files go on")
    func databaseAway() async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            site.identity.setAway(true)
            site.health.set("database", .down(reason: "connection refused"))
            #expect(try await client.execute(uri: "/api/v1/sample/things", method: .get, headers: fields).status == .serviceUnavailable)
            let ready = try await client.execute(uri: "/health/ready", method: .get, headers: fields)
            #expect(ready.status == .serviceUnavailable)
            #expect(String(buffer: ready.body).contains("database: connection refused"))
            #expect(try await client.execute(uri: "/health", method: .get).status == .serviceUnavailable)
            #expect(try await client.execute(uri: "/health/live", method: .get).status == .ok)
            #expect(try await client.execute(uri: "/static/hashinsight.css", method: .get, headers: fields).status == .ok)
            site.identity.setAway(false)
            site.health.set("database", .up)
            #expect(try await client.execute(uri: "/health", method: .get).status == .ok)
            #expect(try await client.execute(uri: "/api/v1/sample/things", method: .get, headers: fields).status == .ok)
        }
    }
}
