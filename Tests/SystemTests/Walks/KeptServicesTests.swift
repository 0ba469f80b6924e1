import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// What was built with the headers of a service as they were when it came goes on running.
    @Suite("A plugin built with the kept headers of the added services uses each of them on today's host") struct KeptServicesTests {
        private static let tenants = """
              - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
              - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}]}
              - id: alpha
                kind: client
                parent: north
                members: [{email: alpha@demo.test, role: owner}]
                plugins: {keptservices: {}}

            """
        private let place = "/api/v1/keptservices/"

        /// Made of a copy, by its own Makefile, which sees the kept headers alone.
        private func bundle(in folder: String, port: UInt16) async throws -> String {
            try FileManager.default.copyItem(atPath: SourceTree.root + "/Tests/Contract", toPath: folder + "/Contract")
            let kept = folder + "/Contract/services-1"
            let manifest = kept + "/plugin.yaml"
            let text = try String(contentsOfFile: manifest, encoding: .utf8)
            let ported = text.replacingOccurrences(of: "127.0.0.1:5000", with: "127.0.0.1:\(port)")
            try #require(ported != text)
            try ported.write(toFile: manifest, atomically: true, encoding: .utf8)
            let made = try await SourceTree.shell("make", in: kept)
            try #require(made.code == 0, "\(made.output)")
            #expect(!made.output.contains("Sources/PluginABI"), "\(made.output)")
            return kept + "/build/KeptServices.plugin"
        }

        @Test(
            "Cache, requests to hosts outside, mails, the notary and secrets, in the host and in a worker", arguments: ["host", "worker"])
        func services(isolation: String) async throws {
            let outside = ScriptedHTTPServer { request in
                .answer(status: request.target == "/kept" ? 200 : 404, headers: [], body: Array("hello \(request.target)".utf8))
            }
            defer { outside.stop() }
            let mails = try ScriptedSMTPServer()
            defer { mails.stop() }
            let installation = try Installation()
            defer { installation.remove() }
            let bundle = try await bundle(in: installation.folder, port: outside.port)
            try installation.write(plugins: ["keptservices": "\(bundle), isolation: \(isolation)"], tenants: Self.tenants)
            let host = try await installation.start(environment: mails.environment).ready()
            let alpha = try await host.login("alpha")
            func ask(_ route: String, _ what: String) async throws -> String {
                // As it stands: the plugin takes off the quotes and no more.
                let answer = try await alpha.send("POST", place + route, body: Data("\"\(what)\"".utf8))
                return "\(answer.status) \(answer.text)"
            }
            try await eventually("it is served") { try await alpha.post(place + "cache", "").status == 404 ? nil : true }

            #expect(try await ask("cache", "a value") == "200 1 a value", "fresh, as it was put")
            #expect(try await ask("http", outside.url("/kept")) == "200 200 hello /kept")
            #expect(try await ask("http", outside.url("/gone")) == "200 404 hello /gone")
            let denied = try await ask("http", "http://elsewhere.example/")
            #expect(denied.hasPrefix("403"), "\(denied)")
            let mail = try await ask("mail", "alpha@demo.test")
            #expect(mail.hasPrefix("200 alpha@demo.test ") && mail.hasSuffix("@host.example"), "\(mail)")
            let sent = try #require(mails.mails.last)
            #expect(sent.recipients == ["alpha@demo.test"])
            #expect(String(decoding: sent.bytes, as: UTF8.self).contains("Written with the headers of then."))
            let leaf = try await ask("notary", "0123456789abcdef0123456789abcdef")
            #expect(leaf.hasPrefix("200 unavailable not_configured"), "the operator named no chain: \(leaf)")
            let short = try await ask("notary", "not 32 bytes")
            #expect(short.hasPrefix("400"), "what it was given is looked at first: \(short)")
            #expect(try await ask("secret", "own_key").hasPrefix("404"), "nobody has set it")
            let value: JSON = ["value": "sixteen letters."]
            #expect(try await alpha.put("/api/v1/tenants/alpha/plugins/keptservices/secrets/own_key", value).status == 204)
            #expect(try await ask("secret", "own_key") == "200 16 1", "its length, and that it is the tenant's own")
            #expect(await host.stop() == 0)
        }
    }
}
