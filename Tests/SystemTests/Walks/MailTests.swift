import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// Mails of plugins, from a request at the host to a mail server on this machine.
    @Suite("A plugin's mails leave the host for whom they were granted, and no more than the day's quota") struct MailTests {
        private static let tenants = """
              - id: operator
                kind: operator
                members: [{email: operator@demo.test, role: owner}]
              - id: north
                kind: provider
                members: [{email: north@demo.test, role: owner}]
              - id: alpha
                kind: client
                name: Alpha Mining
                parent: north
                members: [{email: alpha@demo.test, role: owner}]
                plugins: {writer: {quotas: {mails_per_day: 3}}, clerk: {}, mute: {}}
              - id: beta
                kind: client
                parent: north
                members: [{email: beta@demo.test, role: owner}]
                plugins: {writer: {}}

            """

        /// The day of UTC: a walk over midnight finds a new quota.
        private var day: Int { Int(Date().timeIntervalSince1970) / 86_400 }

        @Test("To members and strangers, over quota, and after a restart, in the host and in a worker", arguments: ["host", "worker"])
        func walk(isolation: String) async throws {
            let server = try ScriptedSMTPServer()
            defer { server.stop() }
            let installation = try Installation()
            defer { installation.remove() }
            let asking = "grants: {mail: any}"
            let bundles = [
                "writer": try await MailWriter.build("writer", more: asking, in: installation.folder) + ", grants: {mail: any}",
                // It asks for anybody as well, and is kept to members.
                "clerk": try await MailWriter.build("clerk", more: asking, in: installation.folder) + ", grants: {mail: members}",
                "mute": try await MailWriter.build("mute", services: "hashinsight.log/1", in: installation.folder),
            ]
            try installation.write(plugins: bundles.mapValues { $0 + ", isolation: \(isolation)" }, tenants: Self.tenants)
            let environment = server.environment
            var host = try await installation.start(environment: environment).ready()
            var alpha = try await host.login("alpha")
            let beta = try await host.login("beta")
            for plugin in bundles.keys {
                try await eventually("\(plugin) is served") {
                    try await alpha.post("/api/v1/\(plugin)/send", "").status == 404 ? nil : true
                }
            }

            try await recipients(alpha, server)
            let begun = day
            let used = try await overQuota(alpha, beta, server)

            // The day goes on where it was.
            await host.stop()
            host = try await installation.start(environment: environment).ready()
            alpha = try await host.login("alpha")
            try await eventually("the use of the day is shown") {
                let usage = try await alpha.get("/api/v1/tenants/alpha/plugins/writer/usage").json["quotas"].items
                return usage.first { $0["name"].text == "mails_per_day" }?["used"].integer == used || day != begun ? true : nil
            }
            let again = try await alpha.post("/api/v1/writer/send", "alpha@demo.test")
            #expect(again.status == 429 || day != begun, "\(again.status) \(again.text)")
            #expect(try await alpha.post("/api/v1/clerk/send", "alpha@demo.test").status == 200, "another plugin has its own quota")
            await host.stop()
            #expect(!host.log.contains("stranger@elsewhere.example"), "no address is in the log")
        }

        /// Who gets mails from whom.
        private func recipients(_ alpha: Client, _ server: ScriptedSMTPServer) async throws {
            let own = try await alpha.post("/api/v1/clerk/send", "alpha@demo.test")
            #expect(own.status == 200 && own.text.hasSuffix("@host.example"), "\(own.status) \(own.text)")
            let mail = try #require(server.mails.last)
            let text = String(decoding: mail.bytes, as: UTF8.self)
            #expect(mail.sender == "noreply@host.example" && mail.recipients == ["alpha@demo.test"])
            for line in [
                "From: \"Alpha Mining\" <noreply@host.example>", "To: alpha@demo.test", "Subject: Three miners are down",
                "Message-ID: <\(own.text)>",
            ] { #expect(text.contains("\r\n\(line)\r\n"), "\(line) in \(text)") }
            #expect(text.contains("Look at them."))

            let count = server.mails.count
            let stranger = try await alpha.post("/api/v1/clerk/send", "stranger@elsewhere.example")
            #expect(stranger.status == 403 && stranger.text.contains("no member of alpha"), "\(stranger.status) \(stranger.text)")
            #expect(try await alpha.post("/api/v1/clerk/send", "beta@demo.test").status == 403, "another tenant's member is a stranger")
            let mute = try await alpha.post("/api/v1/mute/send", "alpha@demo.test")
            #expect(mute.status == 403 && mute.text.contains("no mail"), "\(mute.status) \(mute.text)")
            #expect(server.mails.count == count)
        }

        /// Three mails a day, then none; how many are counted.
        private func overQuota(_ alpha: Client, _ beta: Client, _ server: ScriptedSMTPServer) async throws -> Int {
            let before = server.mails.count
            var sent = 0
            // Two days' worth at most are let through, however the clock stands.
            while sent < 7 {
                let answer = try await alpha.post("/api/v1/writer/send", "stranger@elsewhere.example")
                if answer.status == 200 {
                    sent += 1
                    continue
                }
                #expect(answer.status == 429 && answer.json["code"].text == "over_quota", "\(answer.status) \(answer.text)")
                let quota = answer.json["quota"]
                #expect(quota["name"].text == "mails_per_day" && quota["limit"].integer == 3 && quota["window"].text == "day")
                #expect(answer.json["detail"].text.contains("allows 3 mails a day"), "\(answer.text)")
                let seconds = Int(answer.headers["retry-after"] ?? "") ?? 0
                #expect((1...86_400).contains(seconds), "until the next day of UTC")
                break
            }
            #expect((3...6).contains(sent) && server.mails.count == before + sent)
            #expect(try await beta.post("/api/v1/writer/send", "stranger@elsewhere.example").status == 200, "beta has its own")
            return 3
        }
    }
}
