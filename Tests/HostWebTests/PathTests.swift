import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HostWeb

@Suite("Paths and methods as they come")
struct PathTests {
    @Test(
        "A plugin's path is divided before it is decoded, and each parameter is decoded once",
        arguments: [("a%2Fb", "a/b"), ("a%252Fb", "a%2Fb"), ("a%20b", "a b"), ("%C3%A9", "é")])
    func escapes(_ segment: String, _ parameter: String) async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            let answer = try await client.execute(uri: "/api/v1/sample/things/\(segment)", method: .get, headers: fields)
            #expect(answer.status == .ok)
            #expect(String(buffer: answer.body) == "{\"route\":\"one\",\"parameters\":\([parameter])}")
        }
    }

    @Test(
        "Analytics answers at the address of its forecasts too",
        arguments: [
            ("/api/intelligence/forecast", "/api/v1/analytics/forecast"), ("/api/v1/intelligence/forecast", "/api/v1/analytics/forecast"),
            ("/api/intelligence", "/api/intelligence"), ("/api/intelligences/x", "/api/intelligences/x"),
            ("/x/api/intelligence/y", "/x/api/intelligence/y"), ("/api/v1/analytics/forecast", "/api/v1/analytics/forecast"),
        ])
    func alias(_ asked: String, _ path: String) { #expect(PathAlias.resolved(asked) == path) }

    @Test("A broken escape, or one of a NUL, is 404", arguments: ["%zz", "%4", "%00", "%ff"])
    func brokenEscape(_ segment: String) async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            let answer = try await client.execute(uri: "/api/v1/sample/things/\(segment)", method: .get, headers: fields)
            #expect(answer.status == .notFound)
            let own = try await client.execute(uri: "/api/v1/tenants/\(segment)", method: .get, headers: fields)
            #expect(own.status == .notFound)
        }
    }

    @Test(
        "OPTIONS is 204 with what the address takes, and calls nothing",
        arguments: [
            ("/api/v1/tenants", "GET, HEAD, OPTIONS"), ("/api/v1/auth/login", "OPTIONS, POST"),
            ("/api/v1/sample/things", "GET, HEAD, OPTIONS, POST"),
        ])
    func options(_ path: String, _ allowed: String) async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            let answer = try await client.execute(uri: path, method: .options, headers: fields)
            #expect(answer.status == .noContent)
            #expect(answer.headers[.allow] == allowed)
            #expect(answer.body.readableBytes == 0)
            #expect(try await client.execute(uri: "/api/v1/nothing", method: .options, headers: fields).status == .notFound)
        }
        #expect(site.host.calls.isEmpty)
    }

    @Test("Of many probes of a host that is not ready, the log tells the changes")
    func readiness() async throws {
        let site = try TestSite()
        site.health.set("database", .down(reason: "cannot be reached"))
        try await site.test { client in
            for path in ["/health/ready", "/health", "/health/ready"] {
                let answer = try await client.execute(uri: path, method: .get)
                #expect(answer.status == .serviceUnavailable)
            }
            site.health.set("database", .up)
            for _ in 0..<2 {
                let answer = try await client.execute(uri: "/health/ready", method: .get)
                #expect(answer.status == .ok)
            }
        }
        let lines = site.lines.lines
        #expect(lines.filter { $0.contains("\"not ready\"") && $0.contains("database: cannot be reached") }.count == 1)
        #expect(lines.filter { $0.contains("\"ready\"") }.count == 1)
        #expect(!lines.contains { $0.contains("\"level\":\"error\"") })
    }
}
