import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite("Versions of a plugin over HTTP")
struct VersionTests {
    private let path = "/api/v1/plugins/sample/version"

    private func json(_ response: TestResponse) throws -> JSONValue { try JSONReader.read(Array(response.body.readableBytesView)) }

    @Test("The body names version and share, and nothing else is taken")
    func body() throws {
        func read(_ text: String) throws -> UpgradeBody { try UpgradeBody(try JSONReader.read(Array(text.utf8))) }
        #expect(try read(#"{"version": "1.3.0"}"#).share == .all)
        #expect(try read(#"{"version": "1.3.0", "share": "all", "dry_run": true}"#).isDryRun)
        #expect(try read(#"{"version": "1.3.0", "share": {"percent": 25}}"#).share == .percent(25))
        let two = try read(#"{"version": "1.3.0", "share": {"tenants": ["b", "a", "b"]}, "grants": ["devices"]}"#)
        #expect(two.share == .tenants(["a", "b"]) && two.grants == ["devices"] && two.time == .standard)
        #expect(try read(#"{"version": "1.3.0", "migration_seconds": 3600}"#).time.seconds == 3_600)
        for wrong in [
            "[]", "{}", #"{"version": 1}"#, #"{"version": ""}"#, #"{"version": "1.3.0", "percent": 25}"#,
            #"{"version": "1.3.0", "share": "some"}"#, #"{"version": "1.3.0", "share": {"percent": 101}}"#,
            #"{"version": "1.3.0", "share": {"percent": 2.5}}"#, #"{"version": "1.3.0", "share": {"percent": 5, "tenants": ["a"]}}"#,
            #"{"version": "1.3.0", "share": {"tenants": []}}"#, #"{"version": "1.3.0", "share": {}}"#,
            #"{"version": "1.3.0", "dry_run": "yes"}"#, #"{"version": "1.3.0", "grants": "all"}"#,
            #"{"version": "1.3.0", "migration_seconds": 0}"#, #"{"version": "1.3.0", "migration_seconds": 86401}"#,
            #"{"version": "1.3.0", "migration_seconds": "60"}"#, #"{"version": "1.3.0", "migration_seconds": 1.5}"#,
        ] {
            #expect(throws: ProblemError.self, "\(wrong)") { try read(wrong) }
        }
    }

    @Test("An upgrade is asked for with a dry run first, goes on, is finished or taken back, and tells of each host")
    func walk() async throws {
        let site = try TestSite()
        try await site.test { client in
            var fields = try await site.signIn(client, "operator@demo.test")
            let before = try json(try await client.execute(uri: path, method: .get, headers: fields))
            #expect(before["serving"]?.text == "1.2.0" && before["rollout"] == .null)
            fields[.contentType] = "application/json"
            func put(_ body: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .put, headers: fields, body: ByteBuffer(string: body))
            }
            let dry = try json(try await put(#"{"version": "1.3.0", "dry_run": true}"#))
            #expect(dry["dry_run"] == .bool(true) && dry["tenants"] == ["alpha", "north"])
            guard case .array(let migrations)? = dry["migrations"] else { Issue.record("no migrations"); return }
            #expect(migrations.map { $0["runs"]?.text } == ["at upgrade", "at finish"])
            #expect(site.versions.done.isEmpty, "a dry run changes nothing")

            site.versions.change { $0.asks = ["devices"] }
            let refused = try await put(#"{"version": "1.3.0", "share": {"percent": 25}}"#)
            #expect(refused.status == .conflict)
            #expect(try json(refused)["code"]?.text == "consent_required")
            let begun = try await put(#"{"version": "1.3.0", "share": {"percent": 25}, "grants": ["devices"], "migration_seconds": 3600}"#)
            #expect(begun.status == .ok)
            let rollout = try json(begun)["rollout"]
            #expect(rollout?["state"]?.text == "running" && rollout?["share"] == ["percent": 25] && rollout?["can_finish"] == .bool(false))
            guard case .array(let hosts)? = rollout?["hosts"] else { Issue.record("no hosts"); return }
            #expect(hosts.first?["older"] == .int(3) && hosts.first?["followed"] == .bool(true))

            func finish(_ body: String) async throws -> HTTPResponse.Status {
                try await client.execute(uri: path + "/finish", method: .post, headers: fields, body: ByteBuffer(string: body)).status
            }
            for wrong in [#"{"seconds": 60}"#, #"{"migration_seconds": 0}"#, "[]"] {
                #expect(try await finish(wrong) == .badRequest, "\(wrong)")
            }
            #expect(try await finish("") == .ok)
            #expect(try await finish(#"{"migration_seconds": 60}"#) == .ok)
            let back = try await client.execute(
                uri: path + "/rollback", method: .post, headers: fields, body: ByteBuffer(string: #"{"reason": "too slow"}"#))
            #expect(try json(back)["rollout"]?["state"]?.text == "rolled_back")
            #expect(
                site.versions.done == [
                    "upgrade 1.3.0 percent(25) within 3600 s by operator@demo.test", "finish within 300 s", "finish within 60 s",
                    "rollback: too slow",
                ])
        }
    }

    @Test("Who may not is refused, what is not there is 404, what does not fit says why")
    func refusals() async throws {
        let site = try TestSite()
        try await site.test { client in
            for email in ["north@demo.test", "alpha@demo.test", "watcher@demo.test"] {
                var fields = try await site.signIn(client, email)
                fields[.contentType] = "application/json"
                let put = try await client.execute(
                    uri: path, method: .put, headers: fields, body: ByteBuffer(string: #"{"version": "1.3.0"}"#))
                #expect(put.status == .forbidden, "\(email)")
                for end in ["/finish", "/rollback"] {
                    #expect(try await client.execute(uri: path + end, method: .post, headers: fields).status == .forbidden, "\(email)")
                }
            }
            #expect(try await client.execute(uri: path, method: .get).status == .unauthorized)
            var fields = try await site.signIn(client, "operator@demo.test")
            fields[.contentType] = "application/json"
            func put(_ body: String, to place: String) async throws -> (Int, String?) {
                let response = try await client.execute(uri: place, method: .put, headers: fields, body: ByteBuffer(string: body))
                #expect(response.headers[.contentType] == "application/problem+json")
                return (response.status.code, try json(response)["code"]?.text)
            }
            #expect(try await put(#"{"version": "9.9.9"}"#, to: path) == (404, "unknown_version"))
            #expect(try await put(#"{"version": "1.3.0", "share": {"tenants": ["nobody"]}}"#, to: path) == (404, "unknown_tenant"))
            #expect(try await put(#"{"version": "1.3.0", "shares": "all"}"#, to: path) == (400, "invalid_body"))
            #expect(
                try await client.execute(uri: "/api/v1/plugins/nothing/version", method: .get, headers: fields).status == .notFound)
            #expect(try await client.execute(uri: path + "/finish", method: .post, headers: fields).status == .conflict)
            let kinds: [(VersionFailure.Kind, Int, String)] = [
                (.conflict, 409, "upgrade_conflict"), (.unfit, 422, "upgrade_refused"), (.migration, 422, "migration_failed"),
                (.unavailable, 503, "unavailable"),
            ]
            for (kind, status, code) in kinds {
                site.versions.change { $0.failure = VersionFailure(kind, "because") }
                #expect(try await put(#"{"version": "1.3.0"}"#, to: path) == (status, code))
            }
            fields[.csrfToken] = nil
            let forged = try await client.execute(
                uri: path, method: .put, headers: fields, body: ByteBuffer(string: #"{"version": "1.3.0"}"#))
            #expect(forged.status == .forbidden)
            #expect(site.versions.done.isEmpty)
        }
    }

    @Test("Consent is taken back by API, of what was granted, by the operator's admins")
    func withdrawal() async throws {
        let site = try TestSite()
        try await site.test { client in
            let place = "/api/v1/plugins/sample/grants"
            var fields = try await site.signIn(client, "operator@demo.test")
            fields[.contentType] = "application/json"
            let before = try json(try await client.execute(uri: place, method: .get, headers: fields))
            #expect(before["granted"] == ["devices", "hashinsight.db/1"])
            func withdraw(_ body: String) async throws -> TestResponse {
                try await client.execute(uri: place + "/withdraw", method: .post, headers: fields, body: ByteBuffer(string: body))
            }
            for wrong in ["{}", #"{"grants": []}"#, #"{"grants": "devices"}"#, #"{"grants": [1]}"#] {
                #expect(try await withdraw(wrong).status == .badRequest, "\(wrong)")
            }
            #expect(try await withdraw(#"{"grants": ["event:news"]}"#).status == .conflict)
            let done = try json(try await withdraw(#"{"grants": ["devices"]}"#))
            #expect(done["withdrawn"] == ["devices"] && done["granted"] == ["hashinsight.db/1"])
            fields = try await site.signIn(client, "watcher@demo.test")
            fields[.contentType] = "application/json"
            #expect(try await withdraw(#"{"grants": ["devices"]}"#).status == .forbidden)
        }
    }

    @Test("The console shows versions and hosts, escapes names, and offers what is possible")
    func page() async throws {
        let site = try TestSite()
        try await site.test { client in
            let place = "/operator/plugins/sample"
            func page(_ email: String) async throws -> String {
                var fields = try await site.signIn(client, email)
                fields[.accept] = "text/html"
                return String(buffer: try await client.execute(uri: place, method: .get, headers: fields).body)
            }
            let before = try await page("operator@demo.test")
            #expect(before.contains("upgrade?version=1.3.0") && !before.contains("upgrade?version=1.2.0"))
            #expect(before.contains(#"data-rollout="sample""#))
            site.versions.change { $0.rollout = MemoryVersions.rollout(note: "no room") }
            let running = try await page("operator@demo.test")
            #expect(running.contains("one &lt;b&gt;") && running.contains("no room") && running.contains("1 of 4 instances"))
            #expect(running.contains("25 % of the providers") && running.contains("sample/rollback") && !running.contains("sample/finish"))
            site.versions.change { $0.rollout = MemoryVersions.rollout(share: .all, older: 0) }
            #expect(try await page("operator@demo.test").contains("sample/finish"))
            let watcher = try await page("watcher@demo.test")
            #expect(!watcher.contains("sample/finish") && !watcher.contains("sample/rollback") && watcher.contains("1.3.0"))
        }
    }

    @Test("The console's dialog asks who, shows what it means, then upgrades; a refusal is shown within it")
    func dialog() async throws {
        let site = try TestSite()
        try await site.test { client in
            let place = "/operator/plugins/sample"
            let signedIn = try await site.signIn(client, "operator@demo.test")
            let fields: HTTPFields = [
                .cookie: signedIn[.cookie]!, .accept: "text/html", .htmxRequest: "true",
                .contentType: "application/x-www-form-urlencoded",
            ]
            let token = signedIn[.csrfToken]!
            func post(_ form: String, _ end: String = "upgrade") async throws -> TestResponse {
                try await client.execute(
                    uri: "\(place)/\(end)", method: .post, headers: fields, body: ByteBuffer(string: "csrf_token=\(token)&\(form)"))
            }
            let asked = String(
                buffer: try await client.execute(uri: place + "/upgrade?version=1.3.0", method: .get, headers: fields).body)
            #expect(asked.contains("name=\"tenant-alpha\"") && asked.contains("Alpha &lt;b&gt;") && !asked.contains("value=\"upgrade\""))
            #expect(try await client.execute(uri: place + "/upgrade?version=7", method: .get, headers: fields).status == .notFound)
            site.versions.change { $0.asks = ["devices"] }
            let shown = String(
                buffer: try await post("version=1.3.0&step=impact&share=tenants&tenant-alpha=on&percent=25&migration_seconds=900").body)
            #expect(shown.contains(#"name="migration_seconds" value="900""#))
            #expect(shown.contains("12,345 rows, 1.5 MiB, written anew") && shown.contains("only when the upgrade is finished"))
            #expect(shown.contains(#"name="tenants" value="alpha""#) && shown.contains(#"name="grants" value="devices""#))
            #expect(shown.contains("Gone jobs: sweep"))
            #expect(site.versions.done.isEmpty)
            let unconsented = try await post("version=1.3.0&step=upgrade&share=tenants&tenants=alpha")
            #expect(unconsented.status == .ok && String(buffer: unconsented.body).contains("notice-danger"))
            #expect(unconsented.headers[.htmxTrigger] == nil)
            let nobody = try await post("version=1.3.0&step=impact&share=tenants")
            #expect(String(buffer: nobody.body).contains("at least one tenant"))
            let endless = try await post("version=1.3.0&step=impact&share=all&migration_seconds=0")
            #expect(String(buffer: endless.body).contains("from 1 to 86400"))
            let done = try await post("version=1.3.0&step=upgrade&share=tenants&tenants=alpha&grants=devices&migration_seconds=900")
            #expect(done.headers[.htmxTrigger] == "closeDialog" && done.headers[.htmxRetarget] == "#versions")
            #expect(!String(buffer: done.body).contains("<html"))
            let impossible = String(buffer: try await client.execute(uri: place + "/finish", method: .get, headers: fields).body)
            #expect(impossible.contains("disabled"))
            #expect(try await post("", "rollback").headers[.htmxTrigger] == "closeDialog")
            #expect(
                site.versions.done == [
                    #"upgrade 1.3.0 tenants(["alpha"]) within 900 s by operator@demo.test"#, "rollback: asked for in the console",
                ])
            // Without scripts a form leads back to the page.
            var plain = fields
            plain[.htmxRequest] = nil
            site.versions.change { $0.rollout = MemoryVersions.rollout(share: .all, older: 0) }
            let asking = String(buffer: try await client.execute(uri: place + "/finish", method: .get, headers: fields).body)
            #expect(asking.contains(#"name="migration_seconds" min="1" max="86400" value="300""#))
            let endlessly = try await post("migration_seconds=none", "finish")
            #expect(String(buffer: endlessly.body).contains("from 1 to 86400"))
            let finished = try await client.execute(
                uri: place + "/finish", method: .post, headers: plain,
                body: ByteBuffer(string: "csrf_token=\(token)&migration_seconds=1200"))
            #expect(finished.status == .seeOther && finished.headers[.location] == place)
            #expect(site.versions.done.last == "finish within 1200 s")
        }
    }
}
