import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite("Consent and use over HTTP")
struct UsageTests {
    private let usagePath = "/api/v1/tenants/alpha/plugins/sample/usage"

    private func json(_ response: TestResponse) throws -> JSONValue { try JSONReader.read(Array(response.body.readableBytesView)) }

    @Test("The operator and the tenant's own admin see the use; a guest is 403, another tenant's and a plugin that is off are 404")
    func access() async throws {
        let site = try TestSite()
        try await site.test { client in
            for (email, status) in [
                ("operator@demo.test", 200), ("alpha@demo.test", 200), ("beta@demo.test", 403), ("north@demo.test", 404),
            ] {
                let response = try await client.execute(uri: usagePath, method: .get, headers: site.signIn(client, email))
                #expect(response.status.code == status, "\(email)")
                guard status == 200 else { continue }
                let body = try json(response)
                #expect(body["running"] == .bool(true))
                guard case .array(let quotas)? = body["quotas"] else { Issue.record("no quotas"); return }
                #expect(quotas.first?["name"]?.text == "rows" && quotas.first?["used"] == .int(3) && quotas.first?["limit"] == .int(10))
            }
            #expect(try await client.execute(uri: usagePath, method: .get).status == .unauthorized)
            let other = try await client.execute(
                uri: "/api/v1/tenants/gamma/plugins/sample/usage", method: .get, headers: site.signIn(client, "operator@demo.test"))
            #expect(other.status == .notFound)
        }
    }

    @Test("The console has a page of it, for operators alone")
    func page() async throws {
        let site = try TestSite()
        try await site.test { client in
            let path = "/operator/tenants/alpha/plugins/sample/usage"
            var fields = try await site.signIn(client, "operator@demo.test")
            fields[.accept] = "text/html"
            let response = try await client.execute(uri: path, method: .get, headers: fields)
            let text = String(buffer: response.body)
            #expect(response.status == .ok && text.contains("Quotas and use") && text.contains("<progress") && text.contains("30 %"))
            #expect(text.contains("Alpha &lt;b&gt;"))
            #expect(try await client.execute(uri: path, method: .get, headers: site.signIn(client, "alpha@demo.test")).status == .forbidden)
        }
    }

    @Test("Switching on a plugin that asks for more needs consent to exactly that, by API and in the console")
    func consent() async throws {
        let site = try TestSite()
        site.host.ask(for: ["hashinsight.events/1", "devices"])
        try await site.test { client in
            var fields = try await site.signIn(client, "operator@demo.test")
            let path = "/api/v1/tenants/gamma/plugins/sample"
            let impact = try json(try await client.execute(uri: path + "/impact?enable=true", method: .get, headers: fields))
            #expect(impact["asks"] == .array(["devices", "hashinsight.events/1"]))
            #expect(
                impact["quotas"]
                    == .array([["name": "storage_bytes", "limit": 10_737_418_240, "unit": "bytes", "window": "total"]]))
            let refused = try await client.execute(uri: path, method: .put, headers: fields)
            #expect(refused.status == .conflict)
            #expect(try json(refused)["code"]?.text == "consent_required")
            #expect(try json(refused)["asks"] == .array(["devices", "hashinsight.events/1"]))
            fields[.contentType] = "application/json"
            func put(_ body: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .put, headers: fields, body: ByteBuffer(string: body))
            }
            #expect(try json(try await put(#"{"grants": ["devices"]}"#))["asks"] == .array(["hashinsight.events/1"]))
            for wrong in [#"{"grants": "devices"}"#, #"{"grants": [7]}"#, "[]", "{"] {
                #expect(try await put(wrong).status == .badRequest, "\(wrong)")
            }
            let accepted = try await put(#"{"grants": ["devices", "hashinsight.events/1"]}"#)
            #expect(accepted.status == .ok)
            #expect(try json(accepted)["enabled"] == .bool(true))

            fields[.accept] = "text/html"
            fields[.contentType] = nil
            let dialog = try await client.execute(uri: "/operator/tenants/south/plugins/sample/confirm", method: .get, headers: fields)
            let text = String(buffer: dialog.body)
            #expect(text.contains("Its limits for this tenant") && text.contains("10 GiB"))
            #expect(text.contains("It asks for more") && text.contains(#"name="grants" value="devices hashinsight.events/1""#))
            fields[.contentType] = "application/x-www-form-urlencoded"
            func post(_ form: String) async throws -> TestResponse {
                try await client.execute(
                    uri: "/operator/tenants/south/plugins/sample", method: .post, headers: fields, body: ByteBuffer(string: form))
            }
            #expect(try await post("enabled=true").status == .conflict)
            #expect(try await post("enabled=true&grants=devices+hashinsight.events%2F1").status == .seeOther)
        }
    }

    @Test("Amounts are written for people")
    func amounts() {
        for (value, unit, text) in [
            (0, "bytes", "0 B"), (1_536, "bytes", "1.5 KiB"), (268_435_456, "bytes", "256 MiB"), (1_234_567, "rows", "1,234,567"),
            (999, "rows", "999"), (1_500, "milliseconds", "1.5 s"), (60_000, "milliseconds", "60 s"),
        ] as [(Int, String, String)] {
            #expect(UsageTable.amount(value, unit) == text)
        }
    }
}
