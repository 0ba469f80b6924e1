import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct OperatorTests {
    private let cell = "/operator/tenants/alpha/plugins/sample"
    private let api = "/api/v1/tenants/alpha/plugins/sample"

    @Test("The table shows providers with their clients beneath, a switch in each cell, names escaped")
    func table() async throws {
        let site = try TestSite()
        try await site.test { client in
            let page = String(
                buffer: try await client.execute(uri: "/operator", method: .get, headers: site.signIn(client, "operator@demo.test")).body)
            #expect(page.matches(of: /role="switch"/).count == 5)
            #expect(page.contains("Alpha &lt;b&gt;"))
            let north = try #require(page.range(of: "North Mining"))
            let alpha = try #require(page.range(of: "Alpha &lt;b&gt;"))
            let south = try #require(page.range(of: "South Power"))
            #expect(north.lowerBound < alpha.lowerBound && alpha.lowerBound < south.lowerBound)
        }
    }

    @Test("The impact is shown before anything changes; then the form switches, and the cell comes back")
    func toggle() async throws {
        let site = try TestSite()
        try await site.test { client in
            let fields = try await site.signIn(client, "operator@demo.test")
            let confirm = String(buffer: try await client.execute(uri: cell + "/confirm", method: .get, headers: fields).body)
            #expect(confirm.contains("Pages that go at once: 2; API routes: 3"))
            #expect(confirm.contains("value=\"false\""))
            // Opened as a page of its own it must work by plain links and forms.
            #expect(!confirm.contains("hx-post") && !confirm.contains("data-bs-dismiss=\"modal\""))
            var asked = fields
            asked[.htmxRequest] = "true"
            let dialog = String(buffer: try await client.execute(uri: cell + "/confirm", method: .get, headers: asked).body)
            #expect(dialog.contains("hx-post") && dialog.contains("data-bs-dismiss=\"modal\""))
            #expect(site.host.enabledPlugins(tenantKey: MemoryHost.keys["alpha"]!) == ["sample"])
            var form: HTTPFields = [.cookie: fields[.cookie]!, .contentType: "application/x-www-form-urlencoded"]
            let body = ByteBuffer(string: "csrf_token=\(fields[.csrfToken]!)&enabled=false")
            let plain = try await client.execute(uri: cell, method: .post, headers: form, body: body)
            #expect(plain.status == .seeOther)
            #expect(site.host.enabledPlugins(tenantKey: MemoryHost.keys["alpha"]!).isEmpty)
            form[.htmxRequest] = "true"
            let on = ByteBuffer(string: "csrf_token=\(fields[.csrfToken]!)&enabled=true")
            let fragment = String(buffer: try await client.execute(uri: cell, method: .post, headers: form, body: on).body)
            #expect(fragment.contains("aria-checked=\"true\""))
            #expect(!fragment.contains("<html"))
        }
    }

    @Test("The switch works by API and takes effect for the tenant at once")
    func byAPI() async throws {
        let site = try TestSite()
        try await site.test { client in
            let boss = try await site.signIn(client, "operator@demo.test")
            let alpha = try await site.signIn(client, "alpha@demo.test")
            let off = try await client.execute(uri: api, method: .delete, headers: boss)
            #expect(off.status == .ok)
            #expect(try JSONReader.read(Array(off.body.readableBytesView))["enabled"] == .bool(false))
            #expect(try await client.execute(uri: "/api/v1/sample/things", method: .get, headers: alpha).status == .notFound)
            #expect(try await client.execute(uri: api, method: .put, headers: boss).status == .ok)
            #expect(try await client.execute(uri: "/api/v1/sample/things", method: .get, headers: alpha).status == .ok)
            let impact = try await client.execute(uri: api + "/impact?enable=false", method: .get, headers: boss)
            #expect(String(buffer: impact.body).contains("data_kept"))
        }
    }

    @Test("Nobody but the operator's owners and admins may switch, and unknown names are 404")
    func refused() async throws {
        let site = try TestSite()
        try await site.test { client in
            for email in ["north@demo.test", "alpha@demo.test", "watcher@demo.test"] {
                let fields = try await site.signIn(client, email)
                #expect(try await client.execute(uri: api, method: .delete, headers: fields).status == .forbidden)
                #expect(try await client.execute(uri: cell + "/confirm", method: .get, headers: fields).status == .forbidden)
            }
            #expect(try await client.execute(uri: api, method: .delete).status == .unauthorized)
            let boss = try await site.signIn(client, "operator@demo.test")
            #expect(try await client.execute(uri: "/api/v1/tenants/nobody/plugins/sample", method: .put, headers: boss).status == .notFound)
            #expect(try await client.execute(uri: "/api/v1/tenants/alpha/plugins/nothing", method: .put, headers: boss).status == .notFound)
            let watcher = String(
                buffer: try await client.execute(uri: "/operator", method: .get, headers: site.signIn(client, "watcher@demo.test")).body)
            #expect(!watcher.contains("role=\"switch\""))
        }
    }

    @Test("A provider lists itself and its clients, a client itself; a page past the end is empty")
    func lists() async throws {
        let site = try TestSite()
        try await site.test { client in
            let ids: (String, String) async throws -> [String] = { email, query in
                let response = try await client.execute(uri: "/api/v1/tenants\(query)", method: .get, headers: site.signIn(client, email))
                guard case .array(let items)? = try JSONReader.read(Array(response.body.readableBytesView))["items"] else {
                    return ["no list"]
                }
                return items.compactMap { $0["id"]?.text }.sorted()
            }
            #expect(try await ids("north@demo.test", "") == ["alpha", "beta", "north"])
            #expect(try await ids("alpha@demo.test", "") == ["alpha"])
            #expect(try await ids("operator@demo.test", "?page=2&per_page=4").count == 2)
            #expect(try await ids("operator@demo.test", "?page=9").isEmpty)
            let bad = try await client.execute(
                uri: "/api/v1/tenants?per_page=0", method: .get, headers: site.signIn(client, "north@demo.test"))
            #expect(bad.status == .badRequest)
        }
    }
}
