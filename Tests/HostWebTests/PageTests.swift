import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct PageTests {
    private func get(_ path: String, _ email: String, _ more: HTTPFields = [:]) async throws -> (HTTPResponse.Status, String) {
        let site = try TestSite()
        let result = Box<(HTTPResponse.Status, String)>()
        try await site.test { client in
            var fields = try await site.signIn(client, email)
            fields[.accept] = "text/html"
            for field in more { fields[field.name] = field.name == .cookie ? fields[.cookie]! + "; " + field.value : field.value }
            let response = try await client.execute(uri: path, method: .get, headers: fields)
            result.set((response.status, String(buffer: response.body)))
        }
        return try #require(result.value)
    }

    @Test("A plugin's page stands in the frame, its data escaped, and can't replace the CSRF token")
    func pluginPage() async throws {
        let (status, page) = try await get("/sample/things", "alpha@demo.test")
        #expect(status == .ok)
        #expect(page.contains("<nav class=\"sidebar"))
        #expect(page.contains("Alpha &amp; Söhne &lt;Ltd&gt;"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"))
        #expect(!page.contains("<img"))
        #expect(!page.contains("stolen"))
        #expect(page.contains("1–2 of 2"))
        #expect(page.contains("28450.75"))
        #expect(page.contains("sse-connect=\"/events?topics=sample.*\""))
        #expect(page.contains("<title>Miners · HashInsight</title>"))
    }

    @Test("A fragment comes without the frame")
    func fragment() async throws {
        let (_, page) = try await get("/sample/things", "alpha@demo.test", [.htmxRequest: "true"])
        #expect(!page.contains("<html"))
        #expect(page.contains("<h1>Miners</h1>"))
        let (_, boosted) = try await get("/sample/things", "alpha@demo.test", [.htmxRequest: "true", .htmxBoosted: "true"])
        #expect(boosted.contains("<html"))
    }

    @Test("The language follows the cookie, else the browser, and falls back to English")
    func language() async throws {
        #expect(try await get("/sample/things", "alpha@demo.test", [.acceptLanguage: "zh-CN,zh;q=0.9,en;q=0.8"]).1.contains("<h1>矿机</h1>"))
        #expect(try await get("/sample/things", "alpha@demo.test", [.acceptLanguage: "fr"]).1.contains("<h1>Miners</h1>"))
        let cookie = try await get("/sample/things", "alpha@demo.test", [.cookie: "hashinsight_language=zh-CN"]).1
        #expect(cookie.contains("<html lang=\"zh-CN\""))
        #expect(cookie.contains("客户"))
    }

    @Test("Of the navigation one entry is current: the longest that the address lies under")
    func currentEntry() {
        let entries = ["/hosting", "/hosting/miners", "/host"].map { NavigationEntry(order: 0, path: $0, title: "", icon: "") }
        #expect(NavigationEntry.current(of: entries, at: "/hosting") == "/hosting")
        #expect(NavigationEntry.current(of: entries, at: "/hosting/miners/7") == "/hosting/miners")
        #expect(NavigationEntry.current(of: entries, at: "/hosting/fleet") == "/hosting")
        #expect(NavigationEntry.current(of: entries, at: "/account") == nil)
    }

    @Test("An error's page stands in the frame, in the reader's language")
    func errorInFrame() async throws {
        let (status, page) = try await get("/nowhere", "alpha@demo.test", [.cookie: "hashinsight_language=zh-CN"])
        #expect(status == .notFound)
        #expect(page.contains("<nav class=\"sidebar"))
        #expect(page.contains("未找到"))
    }

    @Test("A status that a plugin gives has the phrase of the standard")
    func standardPhrases() {
        #expect(StandardStatus.of(400).reasonPhrase == "Bad Request")
        #expect(StandardStatus.of(409).reasonPhrase == "Conflict")
        #expect(StandardStatus.of(499).reasonPhrase == "Client Error")
        for code in 400...599 { #expect(!StandardStatus.of(code).reasonPhrase.isEmpty, "\(code)") }
    }

    @Test("Accept-Language is weighed")
    func negotiation() {
        let languages = ["en", "zh-CN"]
        #expect(LanguageNegotiation.best(of: languages, accepting: "en;q=0.3, zh;q=0.9") == "zh-CN")
        #expect(LanguageNegotiation.best(of: languages, accepting: "zh-Hans-CN") == "zh-CN")
        #expect(LanguageNegotiation.best(of: languages, accepting: "en-GB,zh") == "en")
        #expect(LanguageNegotiation.best(of: languages, accepting: "zh;q=0, *;q=0.1") == "en")
        #expect(LanguageNegotiation.best(of: languages, accepting: "fr, ;;;q=x") == nil)
    }

    @Test("The start page leads to the first page, or says that there is none")
    func start() async throws {
        let site = try TestSite()
        try await site.test { client in
            var fields = try await site.signIn(client, "alpha@demo.test")
            fields[.accept] = "text/html"
            #expect(try await client.execute(uri: "/", method: .get, headers: fields).headers[.location] == "/sample/things")
            let boss = try await site.identity.login(
                email: "operator@demo.test", password: MemoryIdentity.password, clientAddress: "", userAgent: "", previousToken: nil,
                requestId: "r")
            try await site.host.setEnabled(false, tenant: "alpha", plugin: "sample", by: boss.session, requestId: "r")
            let page = try await client.execute(uri: "/", method: .get, headers: fields)
            #expect(page.status == .ok)
            #expect(String(buffer: page.body).contains("No plugins enabled"))
        }
    }

    @Test("Language and theme are chosen by a form and kept by cookies")
    func preferences() async throws {
        let site = try TestSite()
        try await site.test { client in
            let response = try await client.execute(
                uri: "/preferences", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "language=zh-CN&theme=dark&next=/login"))
            #expect(response.headers[.location] == "/login")
            let cookies = response.headers[values: .setCookie].joined(separator: "|")
            #expect(cookies.contains("hashinsight_language=zh-CN"))
            #expect(cookies.contains("hashinsight_theme=dark"))
            let page = try await client.execute(
                uri: "/login", method: .get, headers: [.cookie: "hashinsight_theme=dark; hashinsight_language=xx"])
            #expect(String(buffer: page.body).contains("<html lang=\"en\" data-theme=\"dark\">"))
        }
    }

    @Test("The catalogues of the host have the same keys and the same placeholders")
    func catalogueParity() throws {
        let folder = TestSite.resources + "/locales"
        let all = try CatalogueFolder.load(folder, fallback: [:])
        let english = try #require(all["en"])
        #expect(all.count >= 2)
        for (language, catalogue) in all {
            #expect(catalogue.keys.symmetricDifference(english.keys).isEmpty, "\(language)")
            for key in english.keys {
                let names: (String) -> [String] = { $0.matches(of: /\{\{(\w+)\}\}/).map { String($0.1) }.sorted() }
                #expect(names(catalogue[key]) == names(english[key]), "\(language): \(key)")
            }
        }
    }

    @Test("Every key that the host's templates name is in the catalogue")
    func templateKeys() throws {
        let english = try #require(try CatalogueFolder.load(TestSite.resources + "/locales", fallback: [:])["en"])
        for name in try FileManager.default.contentsOfDirectory(atPath: TestSite.resources + "/templates") {
            let text = try String(contentsOfFile: TestSite.resources + "/templates/" + name, encoding: .utf8)
            for match in text.matches(of: /\{\{t\.([\w.]+)\}\}/) { #expect(english.keys.contains(String(match.1)), "\(name): \(match.1)") }
        }
    }

    @Test("A missing text shows its key, a plugin's text falls back to English")
    func fallback() throws {
        let host = try CatalogueFolder.load(TestSite.resources + "/locales", fallback: [:])
        let catalogues = try CatalogueFolder.load(TestSite.fixture("Sample.plugin/locales"), fallback: host)
        let chinese = try #require(catalogues["zh-CN"])
        #expect(chinese["things.only_english"] == "English only")
        #expect(chinese["chart.empty"] == "此时段没有数据")
        #expect(chinese["no.such.key"] == "no.such.key")
    }

    @Test("Static files are kept for a year by hash, answered 304 by tag, and never leave their folder")
    func staticFiles() async throws {
        let site = try TestSite()
        try await site.test { client in
            let login = String(buffer: try await client.execute(uri: "/login", method: .get).body)
            let address = try #require(login.firstMatch(of: /\/static\/hashinsight\.css\?v=[0-9a-f]+/)).output
            let file = try await client.execute(uri: String(address), method: .get)
            #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let tag = try #require(file.headers[.eTag])
            #expect(try await client.execute(uri: String(address), method: .get, headers: [.ifNoneMatch: tag]).status == .notModified)
            #expect(try await client.execute(uri: "/static/hashinsight.css?v=old", method: .get).headers[.cacheControl] == "no-cache")
            #expect(try await client.execute(uri: "/static/sample/sample.css", method: .get).status == .ok)
            #expect(try await client.execute(uri: "/static/sample@1.2.0/sample.css", method: .get).status == .ok)
            #expect(try await client.execute(uri: "/static/sample@1.3.0/sample.css", method: .get).status == .notFound)
            for path in [
                "/static/../templates/login.mustache", "/static/sample/../plugin.yaml", "/static/sample/%2e%2e/x", "/static/",
                "/static/none.css",
            ] {
                #expect(try await client.execute(uri: path, method: .get).status == .notFound)
            }
        }
    }
}
