import Foundation
import TestSupport
import Testing

extension SystemTests {
    @Suite("A notarized record") struct NotarizedRecordTests {
        @Test("From a request to a block that stays: its proof holds by the command and by the script, and tells nothing of a neighbour")
        func proven() async throws {
            let devnet = try await Devnet.start(["--interval", "0.3", "--safe-lag", "2", "--final-lag", "4"])
            let contract = try await devnet.deploy()
            let installation = try Installation()
            try installation.writeNotarizing()
            let host = try await installation.start(environment: [
                "BASE_L2_RPC": devnet.url, "NOTARY_CONTRACT": "\(contract)", "BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[0],
                "NOTARY_INTERVAL_SECONDS": "1",
            ]).ready()
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
                try await look(host)
            } catch {
                await host.stop()
                devnet.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            devnet.stop()
            installation.remove()
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
