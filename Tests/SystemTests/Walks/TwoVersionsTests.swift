import Foundation
import Testing

extension SystemTests {
    /// A rollout to one tenant, as its members, others' and the operator see it.
    @Suite("Two versions of a plugin serve side by side") struct TwoVersionsTests {
        @Test("Each tenant sees its version's navigation, page and static files, and an open page of the operator hears how far hosts are")
        func sideBySide() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            try installation.write(
                plugins: [
                    "greeter": try marked(installation, version: "1.0.0", title: "Callers"),
                    "hosting": installation.folder + "/Hosting.plugin",
                ], tenants: DemoTenants.yaml(with: ["greeter"]))
            let host = try await installation.start().ready()
            do {
                try await look(installation, host)
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
        }

        /// The example in C with a title of its own in the navigation, and a file that says which version it is.
        private func marked(_ installation: Installation, version: String, title: String) throws -> String {
            let path = try installation.greeter("Greeter-\(version)", version: version)
            try FileManager.default.createDirectory(atPath: path + "/static", withIntermediateDirectories: false)
            for (file, text) in [
                ("static/mark.css", ".mark-\(title) {}"),
                ("locales/en.json", #"{"nav.visitors": "\#(title)", "visitors.title": "\#(title)", "visitors.none": "Nobody"}"#),
                ("pages/visitors.mustache", #"<link rel="stylesheet" href="{{static}}/mark.css"><h1>{{t.visitors.title}}</h1>"#),
            ] { try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8) }
            return path
        }

        private func look(_ installation: Installation, _ host: RunningHost) async throws {
            let (chief, alpha, beta) = (try await host.login("operator"), try await host.login("alpha"), try await host.login("beta"))
            let newer = try marked(installation, version: "2.0.0", title: "Guests")
            try done(try await installation.run("plugins", "install", newer))
            let tail = try EventTail(chief, topics: Self.topic)
            defer { tail.close() }
            try await eventually("the stream is open") { tail.text.contains("\r\n\r\n") ? true : nil }
            try done(try await installation.run("plugins", "upgrade", "greeter", "--to", "2.0.0", "--tenants", "alpha"))
            try await eventually("alpha's page is of the new version") {
                try await alpha.page("/greeter/visitors").text.contains("<h1>Guests</h1>") ? true : nil
            }
            for (member, title, version) in [(alpha, "Guests", "2.0.0"), (beta, "Callers", "1.0.0")] {
                let page = try await member.page("/greeter/visitors")
                #expect(page.text.contains("<h1>\(title)</h1>") && page.text.contains("<span>\(title)</span></a>"), "\(page.text)")
                #expect(page.text.contains("/static/greeter@\(version)/mark.css"))
                // The navigation of every other page is of the tenant's version too.
                let elsewhere = try await member.page("/hosting/miners").text
                #expect(elsewhere.contains("<span>\(title)</span></a>") && !elsewhere.contains(title == "Guests" ? "Callers" : "Guests"))
                let file = try await member.get("/static/greeter@\(version)/mark.css")
                #expect(file.status == 200 && file.text == ".mark-\(title) {}")
            }
            try await eventually("the operator's page hears of the rollout") { tail.count(of: Self.topic) > 0 ? true : nil }
            // Another host says how far it is, in the database alone. The first event may be this host's own; the second is not.
            for newer in 1...2 {
                let before = tail.count(of: Self.topic)
                _ = try await installation.query(
                    """
                    INSERT INTO app.plugin_rollout_hosts (plugin, host, revision, newer, older, waiting)
                    SELECT plugin, 'elsewhere', revision, \(newer), 0, 0 FROM app.plugin_rollouts
                    ON CONFLICT (plugin, host) DO UPDATE SET newer = EXCLUDED.newer, at = now() RETURNING host
                    """)
                try await eventually("the operator's page hears of another host") { tail.count(of: Self.topic) > before ? true : nil }
            }
            // The way back waits for every host that takes part.
            _ = try await installation.query("DELETE FROM app.plugin_rollout_hosts WHERE host = 'elsewhere'")
            try done(try await installation.run("plugins", "rollback", "greeter"))
            try await eventually("alpha's page is of the old version again") {
                try await alpha.page("/greeter/visitors").text.contains("<h1>Callers</h1>") ? true : nil
            }
        }

        private static let topic = "hashinsight.rollout"

        private func done(_ outcome: Product.Outcome) throws {
            guard outcome.exitCode == 0 else { throw TestFailure(outcome.talk) }
        }
    }
}
