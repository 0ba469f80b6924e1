import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct CSRFTests {
    @Test("A write by cookie without the token, or with another session's, is 403 with the fixed message")
    func refused() async throws {
        let site = try TestSite()
        try await site.test { client in
            let mine = try await site.signIn(client, "alpha@demo.test")
            let other = try await site.signIn(client, "north@demo.test")
            for token in [nil, "", "wrong", other[.csrfToken]] {
                var headers: HTTPFields = [.cookie: mine[.cookie]!, .contentType: "application/json"]
                headers[.csrfToken] = token
                let response = try await client.execute(
                    uri: "/api/v1/sample/things", method: .post, headers: headers, body: ByteBuffer(string: "{}"))
                #expect(response.status == .forbidden)
                #expect(String(buffer: response.body).contains("CSRF token validation failed"))
            }
            #expect(site.host.calls.isEmpty)
        }
    }

    @Test("The token passes in the header and in a form field")
    func passes() async throws {
        let site = try TestSite()
        try await site.test { client in
            var fields = try await site.signIn(client, "alpha@demo.test")
            fields[.contentType] = "application/json"
            let byHeader = try await client.execute(
                uri: "/api/v1/sample/things", method: .post, headers: fields, body: ByteBuffer(string: "{\"a\": 1}"))
            #expect(byHeader.status == .created)
            #expect(String(buffer: byHeader.body) == "{\"a\": 1}")
            let form: HTTPFields = [.cookie: fields[.cookie]!, .contentType: "application/x-www-form-urlencoded"]
            let byField = try await client.execute(
                uri: "/api/v1/sample/things", method: .post, headers: form,
                body: ByteBuffer(string: "csrf_token=\(fields[.csrfToken]!)&a=1"))
            #expect(byField.status == .created)
        }
    }

    @Test("The token passes in a form with a file, which its plugin reads as any form; a wrong one does not, nor a body that breaks off")
    func file() async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "alpha@demo.test")
            let headers: HTTPFields = [.cookie: fields[.cookie]!, .contentType: "multipart/form-data; boundary=\"a line\""]
            func send(_ token: String, end: String = "--") async throws -> TestResponse {
                let part = "--a line\r\nContent-Disposition: form-data; name="
                let body =
                    "\(part)\"csrf_token\"\r\n\r\n\(token)\r\n\(part)\"table\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n"
                    + "a;b\r\n1&2;+\r\n--a line\(end)\r\n"
                return try await client.execute(
                    uri: "/api/v1/sample/things", method: .post, headers: headers, body: ByteBuffer(string: body))
            }
            let taken = try await send(fields[.csrfToken]!)
            #expect(taken.status == .created)
            #expect(String(buffer: taken.body) == "csrf_token=\(PercentCoding.encode(fields[.csrfToken]!))&table=a%3Bb%0D%0A1%262%3B%2B")
            #expect(try await send("wrong").status == .forbidden)
            #expect(try await send(fields[.csrfToken]!, end: "").status == .forbidden)
            #expect(site.host.calls.count == 1)
        }
    }

    @Test("A browser that says that another site sends the write is refused, also at login", arguments: ["cross-site", "same-site"])
    func crossSite(site value: String) async throws {
        let site = try TestSite()
        try await site.test { client in
            let response = try await client.execute(
                uri: "/login", method: .post, headers: [.contentType: "application/x-www-form-urlencoded", .secFetchSite: value],
                body: ByteBuffer(string: "email=alpha%40demo.test&password=correct+horse"))
            #expect(response.status == .forbidden)
        }
    }

    @Test("Tokens are compared whole")
    func constantTime() {
        #expect(ConstantTime.equal("abc", "abc"))
        #expect(!ConstantTime.equal("abc", "abd"))
        #expect(!ConstantTime.equal("ab", "abab"))
        #expect(!ConstantTime.equal("", ""))
        #expect(!ConstantTime.equal("a", ""))
    }
}
