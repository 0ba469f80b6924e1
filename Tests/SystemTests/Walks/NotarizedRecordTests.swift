import Foundation
import TestSupport
import Testing

extension SystemTests {
    @Suite("A notarized record") struct NotarizedRecordTests {
        @Test("From a request to a block that stays: its proof holds by the command and by the script, and tells nothing of a neighbour")
        func proven() async throws {
            let devnet = try await Devnet.start(["--interval", "0.3", "--safe-lag", "2", "--final-lag", "4"])
            let contract = try await devnet.deploy()
            let installation = try Self.installation()
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

        /// With a run every two seconds instead of every minute.
        static func installation() throws -> Installation {
            let installation = try Installation()
            let bundle = installation.folder + "/Blockchain.plugin"
            let original = URL(fileURLWithPath: Product.bundle("Blockchain")).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: original, toPath: bundle)
            let manifest = try String(contentsOfFile: bundle + "/plugin.yaml", encoding: .utf8)
            let quick = manifest.replacing("name: notarize, every: 1m", with: "name: notarize, every: 2s")
            guard quick != manifest else { throw TestFailure("Blockchain's manifest has no job 'notarize, every: 1m' any more") }
            try quick.write(toFile: bundle + "/plugin.yaml", atomically: true, encoding: .utf8)
            // Whose tables it reads stand first.
            let plugins = [("hosting", installation.folder + "/Hosting.plugin"), ("crm", Product.bundle("CRM")), ("blockchain", bundle)]
            let lines = plugins.map { "  - {id: \($0.0), path: \($0.1)}\n" }.joined()
            try "version: 1\ndevelopment: true\nplugins:\n\(lines)tenants:\n\(DemoTenants.yaml(with: ["crm", "blockchain"]))"
                .write(toFile: installation.config, atomically: true, encoding: .utf8)
            return installation
        }
    }
}
