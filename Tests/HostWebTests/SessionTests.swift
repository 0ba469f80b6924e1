import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct SessionTests {
    @Test("Login answers cookie and token, the session tells who, logout ends it")
    func lifecycle() async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            let session = try await client.execute(uri: "/api/v1/auth/session", method: .get, headers: fields)
            let json = try JSONReader.read(Array(session.body.readableBytesView))
            #expect(json["tenant"]?["id"]?.text == "alpha")
            #expect(json["member"]?["role"]?.text == "owner")
            #expect(json["csrf_token"]?.text == fields[.csrfToken])
            #expect(try await client.execute(uri: "/api/v1/auth/logout", method: .post, headers: fields).status == .noContent)
            #expect(try await client.execute(uri: "/api/v1/auth/session", method: .get, headers: fields).status == .unauthorized)
        }
    }

    @Test("A wrong password and an unknown address are told alike; a locked account says when")
    func failures() async throws {
        let site = try TestSite()
        try await site.test { client in
            var bodies: [String] = []
            for email in ["alpha@demo.test", "nobody@demo.test"] {
                let response = try await client.execute(
                    uri: "/api/v1/auth/login", method: .post, headers: [.contentType: "application/json", .requestID: "same-request"],
                    body: ByteBuffer(string: "{\"email\":\"\(email)\",\"password\":\"wrong\"}"))
                #expect(response.status == .unauthorized)
                #expect(response.headers[.setCookie] == nil)
                bodies.append(String(buffer: response.body))
            }
            #expect(bodies[0] == bodies[1])
            let locked = try await client.execute(
                uri: "/api/v1/auth/login", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: "{\"email\":\"locked@demo.test\",\"password\":\"x\"}"))
            #expect(locked.status == .tooManyRequests)
            #expect(locked.headers[.retryAfter] == "7")
        }
    }

    @Test("The login form leads to where the reader wanted, but never to another host")
    func nextPath() async throws {
        let site = try TestSite()
        let wanted = [
            "/sample/things?page=2": "/sample/things?page=2", "//evil.test": "/", "https://evil.test/": "/", "/\\evil.test": "/", "": "/",
        ]
        try await site.test { client in
            for (next, expected) in wanted {
                let response = try await client.execute(
                    uri: "/login", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "email=alpha%40demo.test&password=correct+horse&next=\(PercentCoding.encode(next))"))
                #expect(response.status == .seeOther)
                #expect(response.headers[.location] == expected)
            }
        }
    }

    @Test("A failed login shows the form again, with the address kept and escaped")
    func formAgain() async throws {
        let site = try TestSite()
        try await site.test { client in
            let response = try await client.execute(
                uri: "/login", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "email=%22%3E%3Cscript%3Ex&password=no"))
            #expect(response.status == .unauthorized)
            let page = String(buffer: response.body)
            #expect(page.contains("&quot;&gt;&lt;script&gt;x"))
            #expect(!page.contains("<script>x"))
        }
    }

    @Test("Local paths are told from everything that a browser takes elsewhere")
    func localPaths() {
        for path in ["/", "/a/b?c=d", "/a%20b"] { #expect(LocalPath.isValid(path)) }
        for path in ["", "a", "//a", "/\\a", "https://a", "javascript:x", "/a\r\nSet-Cookie: x", "/ä", "/a b"] {
            #expect(!LocalPath.isValid(path))
        }
    }

    @Test("A member ends another of their sessions, and nobody else's")
    func endOther() async throws {
        let site = try TestSite()
        try await site.test { client in
            let first = try await site.signIn(client, "alpha@demo.test")
            let second = try await site.signIn(client, "alpha@demo.test")
            let stranger = try await site.signIn(client, "north@demo.test")
            #expect(try await client.execute(uri: "/account/sessions/session-1/end", method: .post, headers: stranger).status == .notFound)
            #expect(
                try await client.execute(uri: "/account/sessions/session-1/end", method: .post, headers: second).headers[.location]
                    == "/account")
            #expect(try await client.execute(uri: "/api/v1/auth/session", method: .get, headers: first).status == .unauthorized)
            #expect(try await client.execute(uri: "/api/v1/auth/session", method: .get, headers: second).status == .ok)
        }
    }
}
