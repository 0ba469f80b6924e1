import Foundation
import TestSupport
import Testing

@testable import Ethereum

/// docs/verify-notary-proof.html, opened as a file in a browser and fed by a script behind its own, which sends what it found.
@Suite("The verifier page")
struct VerifierPageTests {
    private struct Case: Encodable {
        let proof: Data
        var body: Data?
        var node = ""
        var expected: [String: String] = [:]
    }

    private struct Found: Decodable, Equatable {
        let verdict: String
        let text: String
        let facts: [[String]]

        func fact(_ name: String) -> String? { facts.first { $0[0] == name }?[1] }
    }

    @Test("It holds what holds and refuses what does not, as we do, with the same roots and links")
    func agrees() async throws {
        let example = try ProofExample()
        let beside = try ProofExample(carryingBody: false)
        let body = Data(example.batch.tenants[0].records[1].body.utf8)
        let json = Data(try example.proof.json.utf8)
        let old = Data(try ProofExample(version: 1).proof.json.utf8)
        let letters = "a\"\\/\u{1}\u{1f}\n\t\r\u{8}\u{c}\u{7f}é链\u{2028}🔑"
        let alone = InclusionProof(index: 0, size: 1, path: [])
        let strange = NotaryProof(
            record: NotaryRecord(tenant: letters, kind: "k", id: letters, body: Array(letters.utf8)), body: letters, inTenant: alone,
            tenantSalt: example.proof.tenantSalt, inInterval: alone, place: example.proof.place)
        let node = ChainNode(example.chain)
        var young = example.chain
        young.finalized = 40
        let youngNode = ChainNode(young)
        let other = ChainNode(ContractState(id: 84532, contract: example.proof.place.contract))
        let gone = ChainNode(example.chain)
        gone.stop()
        let forgetful = ChainNode.methods.map { ChainNode(example.chain, lacking: [$0]) }
        let senseless = ScriptedHTTPServer { _ in
            .answer(
                headers: [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*")], body: Array(#"{"result":7}"#.utf8))
        }
        defer {
            for one in [node, youngNode, other] + forgetful { one.stop() }
            senseless.stop()
        }
        let found = try await checked(
            [
                Case(proof: json, node: node.url), Case(proof: json, node: youngNode.url), Case(proof: json), Case(proof: json + [10]),
                Case(proof: Data(try beside.proof.json.utf8), body: body), Case(proof: Data(try strange.json.utf8)),
                Case(proof: json, node: other.url), Case(proof: json, node: gone.url), Case(proof: json, body: body + [32]),
                Case(proof: old, node: node.url), Case(proof: old), Case(proof: json, node: senseless.url("/")),
            ] + forgetful.map { Case(proof: json, node: $0.url) })
        #expect(
            found.map(\.verdict) == [
                "holds", "holds", "open", "open", "open", "open", "refused", "unasked", "refused", "holds", "open",
                "unasked", "unasked", "unasked", "unasked", "unasked",
            ], "\(found)")
        // A node that has nothing old says nothing of the proof, and which would is told.
        #expect(found.suffix(forgetful.count).allSatisfy { $0.text.contains("archive node") }, "\(found)")
        #expect(found[0].text.contains("its block is final") && found[1].text.contains("not final yet"))
        #expect(found[0].fact("Interval") == "1" && found[0].fact("Block") == "41")
        #expect(found[0].fact("Time")?.hasPrefix("2026-11-20T22:36:05") == true)
        for (at, proof) in [(0, example.proof), (4, beside.proof), (5, strange), (9, example.proof), (10, example.proof)] {
            #expect(try found[at].fact("Root") == proof.root().description)
        }
        // The link before stands in the transaction, and in files of version 1.
        let linked = found.indices.filter { found[$0].fact("Link") == example.batch.anchor.link }
        #expect(linked == [0, 1, 9, 10])
        #expect(found[6].text.contains("never anchored"))
        #expect(found[0].fact("Contract")?.hasPrefix("\(example.proof.place.contract), ") == true)
        #expect(found[0].fact("Anchored by")?.hasPrefix("\(example.proof.place.notary), ") == true)
    }

    @Test("Told which contract and account to expect, by its fields or a link, it takes a proof of those alone")
    func expected() async throws {
        let example = try ProofExample()
        let json = Data(try example.proof.json.utf8)
        let (contract, notary) = (example.proof.place.contract.description, example.proof.place.notary.description)
        let other = FeeOracle.address.description
        let found = try await checked(
            [
                Case(proof: json, expected: ["contract": contract, "notary": notary.lowercased()]),
                Case(proof: json, expected: ["contract": other]), Case(proof: json, expected: ["notary": other.lowercased()]),
                Case(proof: json, expected: ["contract": "0x12"]),
                Case(proof: json, expected: ["notary": notary.replacing("f", with: "F")]),
                // What the link has put into the fields.
                Case(proof: json, expected: ["contract": "#contract", "notary": "#notary"]),
            ], fragment: "contract=\(contract)&notary=\(other)&other=1")
        #expect(found.map(\.verdict) == ["open", "refused", "refused", "unasked", "unasked", "refused"], "\(found)")
        #expect(found[0].fact("Contract") == "\(contract), as expected" && found[0].fact("Anchored by") == "\(notary), as expected")
        #expect(found[1].text == "The proof does not hold: it names the contract \(contract), expected \(other)")
        #expect(found[2].text == "The proof does not hold: it names the account \(notary), expected \(other)")
        #expect(found[3].text.contains("0x12"))
        #expect(found[5].text == found[2].text)
    }

    @Test(
        "With any one bit of its file changed a proof is refused, by its form, by arithmetic or by the chain; with another transaction's name it is left open",
        arguments: [1, 2])
    func oneBit(version: Int) async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let example = try ProofExample(version: version)
        let node = ChainNode(example.chain)
        defer { node.stop() }
        let original = Array(try example.proof.json.utf8)
        var cases: [Case] = []
        for byte in original.indices {
            var changed = original
            changed[byte] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            cases.append(Case(proof: Data(changed), node: node.url))
        }
        for _ in 0..<200 {
            let changed = Damage.apply(original, &random)
            guard changed != original, changed != original + [10] else { continue }
            cases.append(Case(proof: Data(changed), node: node.url))
        }
        let found = try await checked(cases)
        for (one, verdict) in zip(cases, found)
        where verdict.verdict != (example.proof.isLeftOpen(by: Array(one.proof)) ? "unasked" : "refused") {
            Issue.record("seed \(seed): \(verdict.verdict), \(verdict.text): \(String(decoding: one.proof, as: UTF8.self))")
        }
        #expect(found.count == cases.count)
    }

    @Test("It asks nothing of anybody but the node: no resource, script or style from outside")
    func standsAlone() throws {
        let page = try String(contentsOfFile: Checkout.path("docs/verify-notary-proof.html"), encoding: .utf8)
        #expect(page.contains("default-src 'none'"))
        #expect(page.firstMatch(of: /(src|href|action)\s*=/) == nil && page.firstMatch(of: /@import|url\(/) == nil)
    }

    /// What the page says to each, in one run of the browser.
    /// - Parameter fragment: Of the page's address.
    private func checked(_ cases: [Case], fragment: String = "") async throws -> [Found] {
        let executable = try #require(
            ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first(
                where: FileManager.default.isExecutableFile), "chromium is not installed: make setup")
        let server = ScriptedHTTPServer { _ in .answer(headers: [("Access-Control-Allow-Origin", "*")]) }
        defer { server.stop() }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notary-page-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = folder.appendingPathComponent("page.html")
        try Data(harness(cases, results: server.url("/results")).utf8).write(to: page)
        let browser = Process()
        browser.executableURL = URL(fileURLWithPath: executable)
        browser.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--user-data-dir=\(folder.path)/profile", "--remote-debugging-port=0", "\(page.absoluteString)#\(fragment)",
        ]
        browser.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"]
        browser.standardOutput = FileHandle.nullDevice
        browser.standardError = FileHandle.nullDevice
        try browser.run()
        defer {
            browser.terminate()
            browser.waitUntilExit()
        }
        for _ in 0..<1_200 {
            if let results = server.requests.first(where: { $0.method == "POST" }) {
                return try JSONDecoder().decode([Found].self, from: Data(results.body))
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("the page said nothing within two minutes")
        return []
    }

    private func harness(_ cases: [Case], results: String) throws -> String {
        let page = try String(contentsOfFile: Checkout.path("docs/verify-notary-proof.html"), encoding: .utf8)
        let list = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        let script = """
            <script>
            (async () => {
              const bytes = (text) => text == null ? null : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
              const found = [];
              for (const one of \(list)) {
                const said = (text) => text?.startsWith("#") ? document.querySelector(text).value : text;
                const expected = { contract: said(one.expected.contract), notary: said(one.expected.notary) };
                found.push(await check(bytes(one.proof), bytes(one.body), one.node, expected));
              }
              await fetch("\(results)", { method: "POST", body: JSON.stringify(found) });
            })();
            </script>
            """
        return page.replacing("</body>", with: script + "</body>")
    }
}
