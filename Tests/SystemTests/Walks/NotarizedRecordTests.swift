import Foundation
import TestSupport
import Testing

extension SystemTests {
    @Suite("A notarized record") struct NotarizedRecordTests {
        @Test("From a request to a block that stays: its proof holds by the command and by the script, and tells nothing of a neighbour")
        func proven() async throws {
            let devnet = try await Devnet.start(["--interval", "0.3", "--safe-lag", "2", "--final-lag", "4"])
            let installation = try Installation()
            try installation.writeNotarizing()
            var environment = [
                "BASE_L2_RPC": devnet.url, "BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[0], "NOTARY_INTERVAL_SECONDS": "1",
            ]
            environment["NOTARY_CONTRACT"] = try await Self.deploy(installation, environment)
            let host = try await installation.start(environment: environment).ready()
            do {
                let people = ["north": try await host.login("north"), "alpha": try await host.login("alpha")]
                var ids: [(name: String, id: String)] = []
                for (name, member) in people {
                    for number in 1...3 {
                        let body: JSON = ["kind": "report", "id": .text("R-\(number)"), "body": .text("report \(number) of \(name)")]
                        let made = try await member.post("/api/v1/blockchain/records", body)
                        #expect(made.status == 201, "\(made.text)")
                        ids.append((name, made.json["id"].text))
                    }
                }
                for (name, id) in ids {
                    let member = try #require(people[name])
                    try await eventually("record \(id) of \(name) is final", patience: .seconds(90)) {
                        try await member.get("/api/v1/blockchain/records/\(id)").json["state"].text == "finalized" ? true : nil
                    }
                    let proof = try await member.get("/api/v1/blockchain/records/\(id)/proof").text
                    #expect(!proof.contains(name == "north" ? "alpha" : "north"))
                    try await check(proof, installation, devnet)
                }
                for (name, member) in people {
                    let own = ids.filter { $0.name == name }.map(\.id)
                    try await tie(try #require(own.first), try #require(own.last), of: member, installation, devnet)
                }
                try await look(host)
            } catch {
                await host.stop()
                devnet.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            try await Self.handOver(installation, environment)
            devnet.stop()
            installation.remove()
        }

        /// By the operator's command, once: asked again it names the contract that stands.
        private static func deploy(_ installation: Installation, _ environment: [String: String]) async throws -> String {
            let options = ["--yes", "--config", installation.config, "--data", installation.data]
            let made = try await Product.run(["notary", "deploy"] + options, environment: environment)
            guard made.exitCode == 0, let line = made.output.split(separator: "\n").first, line.hasPrefix("NOTARY_CONTRACT=0x") else {
                throw TestFailure("no contract: \(made.output) \(made.talk)")
            }
            let again = try await Product.run(["notary", "deploy"] + options, environment: environment)
            #expect(again.exitCode == 65 && again.talk.contains(line), "\(again.talk)")
            let cancelled = try await Product.run(["notary", "cancel"] + options, environment: environment)
            #expect(cancelled.exitCode == 65 && cancelled.talk.contains("there is nothing to take back"), "\(cancelled.talk)")
            return String(line.dropFirst("NOTARY_CONTRACT=".count))
        }

        /// To another key of the chain's, with nobody to ask for a yes first.
        private static func handOver(_ installation: Installation, _ environment: [String: String]) async throws {
            let heir = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
            let options = [heir, "--config", installation.config, "--data", installation.data]
            let asked = try await Product.run(["notary", "hand-over"] + options, environment: environment)
            #expect(asked.exitCode == 1 && asked.talk.contains("nothing was signed"), "\(asked.talk)")
            let done = try await Product.run(["notary", "hand-over", "--yes"] + options, environment: environment)
            #expect(done.exitCode == 0 && done.talk.contains("\(heir) has the stream"), "\(done.talk)")
            let status = try await Product.run(["notary", "status"] + options.dropFirst(), environment: environment)
            #expect(status.output.contains("handed over to \(heir)"), "\(status.output)")
        }

        private func check(_ proof: String, _ installation: Installation, _ devnet: Devnet) async throws {
            let file = installation.folder + "/proof.json"
            try proof.write(toFile: file, atomically: true, encoding: .utf8)
            let ours = try await Product.run(["notary", "verify", file, "--rpc", devnet.url])
            #expect(ours.exitCode == 0 && ours.output.contains(", final"), "\(ours.output) \(ours.talk)")
            let script = Product.root + "/docs/verify-notary-proof.py"
            let theirs = try await Product.run("/usr/bin/env", ["python3", script, file, "--rpc", devnet.url])
            #expect(theirs.exitCode == 0 && theirs.output.contains(", final"), "\(theirs.output) \(theirs.talk)")
            // A record's text that somebody changed in the file.
            try proof.replacing("\"body\":\"report", with: "\"body\":\"Report").write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await Product.run(["notary", "verify", file, "--rpc", devnet.url]).exitCode == 1)
        }

        /// The proofs of a tenant's first and last record, and the file which shows that nothing was taken away in between.
        private func tie(_ first: String, _ last: String, of member: Client, _ installation: Installation, _ devnet: Devnet) async throws {
            let records = "/api/v1/blockchain/records"
            let older = try await member.get("\(records)/\(first)/proof")
            let newer = try await member.get("\(records)/\(last)/proof")
            let size = try #require(older.json["tree"]["size"].integer)
            let link = try await member.get("\(records)/\(last)/consistency?from=\(size)")
            let files = ["older", "newer", "consistency"].map { "\(installation.folder)/\($0).json" }
            for (file, answer) in zip(files, [older, newer, link]) {
                try #require(answer.status == 200, "\(answer.text)")
                try answer.text.write(toFile: file, atomically: true, encoding: .utf8)
            }
            let options = [files[1], "--older", files[0], "--consistency", files[2], "--rpc", devnet.url]
            let ours = try await Product.run(["notary", "verify"] + options)
            #expect(ours.exitCode == 0 && ours.output.contains("begins with all \(size) records"), "\(ours.output) \(ours.talk)")
            let script = Product.root + "/docs/verify-notary-proof.py"
            let theirs = try await Product.run("/usr/bin/env", ["python3", script] + options)
            #expect(theirs.exitCode == 0 && theirs.output.contains("begins with all \(size) records"), "\(theirs.output) \(theirs.talk)")
        }

        /// The operator's page of the chain that did it.
        private func look(_ host: RunningHost) async throws {
            let chief = try await host.login("operator")
            let state = try await chief.get("/api/v1/notary").json
            #expect(state["configured"].truth == true && state["halted"] == .null && state["sender"].text != "", "\(state)")
            #expect((state["queue"]["transactions"]["finalized"].integer ?? 0) > 0 && state["queue"]["stuck"].integer == 0, "\(state)")
            #expect((state["balance"]["transactions"].integer ?? 0) > 0 && state["nodes"][0]["fault"] == .null, "\(state)")
            let english = try Catalogue.englishOnly()
            try await Browser.with { browser in
                for (width, isDark, language) in [(1_280, false, "en"), (1_280, true, "zh-CN"), (390, false, "zh-CN"), (390, true, "en")] {
                    try await PageLook(width: width, isDark: isDark, language: language, english: english)
                        .check(browser, host, chief, "chain", "/operator/notary")
                }
            }
        }
    }
}
