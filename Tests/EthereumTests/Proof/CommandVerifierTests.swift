import Foundation
import TestSupport
import Testing

@testable import Ethereum

@Suite("hashinsight notary verify")
struct CommandVerifierTests {
    private let command = VerifierProgram.command

    @Test("It reaches the root without host, configuration or network, with the record in the proof or beside it")
    func offline() throws {
        for (carryingBody, version) in [(true, 1), (true, 2), (false, 2)] {
            let example = try ProofExample(carryingBody: carryingBody, version: version)
            let said = try command.run(example.proof.json, body: carryingBody ? nil : example.batch.tenants[0].records[1].body)
            #expect(said.status == 0, "\(said.text)")
            #expect(said.text.contains(try example.proof.root().description))
            #expect(said.text.contains("not asked: whether this root stands on the chain"))
        }
    }

    @Test("With a node it tells block, time and whether the block is final; what the chain does not confirm is refused")
    func chain() throws {
        let example = try ProofExample()
        let (json, old) = (try example.proof.json, try ProofExample(version: 1).proof.json)
        func said(_ chain: ContractState, _ json: String, _ options: [String] = []) throws -> VerifierProgram.Outcome {
            let node = ChainNode(chain)
            defer { node.stop() }
            return try command.run(json, node: node.url, options: options)
        }
        let held = try said(example.chain, json)
        #expect(held.status == 0, "\(held.text)")
        #expect(held.text.contains("on chain 84532: interval 1, block 41, 2026-11-20T22:36:05Z"), "\(held.text)")
        #expect(held.text.contains("22:36:05Z, final"), "\(held.text)")
        #expect(try said(example.chain, old).text == held.text)
        var young = example.chain
        young.finalized = 40
        #expect(try said(young, json).text.contains("not final yet"))
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(said(example.chain, json, ["--json"]).text.utf8)) as? [String: Any])
        let chain = try #require(document["chain"] as? [String: Any])
        #expect(chain["block"] as? Int == 41 && chain["final"] as? Bool == true && chain["interval"] as? String == "1")
        #expect(document["link"] as? String == example.batch.anchor.link)
        let contract = example.proof.place.contract
        for other in [
            ContractState(id: 84532, contract: contract), ContractState(id: 8453, contract: contract),
            ContractState(id: 84532, contract: FeeOracle.address),
        ] {
            let refused = try said(other, json)
            #expect(refused.status == 1 && refused.text.contains("does not hold"), "\(refused.text)")
        }
        for name in ["transaction", "block_hash", "manifest", "previous_link", "stream"] {
            let other = Keccak256.hash(Array(name.utf8))
            let changed = old.replacing(try Regex("\"\(name)\":\"0x[0-9a-f]*\""), with: "\"\(name)\":\"\(other)\"")
            #expect(changed != old)
            #expect(try said(example.chain, changed).status == (name == "transaction" ? 69 : 1), "\(name)")
        }
        for name in ["transaction", "stream"] {
            let other = NotaryProofText.base64url([Keccak256.hash(Array(name.utf8))])
            let changed = json.replacing(try Regex("\"\(name)\":\"[A-Za-z0-9_-]*\""), with: "\"\(name)\":\"\(other)\"")
            #expect(changed != json)
            #expect(try said(example.chain, changed).status == (name == "transaction" ? 69 : 1), "\(name)")
        }
    }

    @Test("A node that has no old transaction or block says nothing of a proof; a false one is refused by what it has", arguments: [1, 2])
    func forgetful(version: Int) throws {
        let example = try ProofExample(version: version)
        let json = try example.proof.json
        let changed = json.replacing("\"kind\":\"", with: "\"kind\":\"x")
        for verifier in [command, VerifierProgram.script] {
            let unchecked: Int32 = verifier.arguments == command.arguments ? 69 : 2
            for method in ChainNode.methods {
                let node = ChainNode(example.chain, lacking: [method])
                defer { node.stop() }
                let said = try verifier.run(json, node: node.url)
                #expect(said.status == unchecked && said.text.contains("could not be checked"), "\(method): \(said.text)")
                #expect(said.text.contains("archive node") && !said.text.contains("does not hold"), "\(method): \(said.text)")
            }
            var endless = ContractState(id: 84532, contract: example.proof.place.contract)
            try endless.include(example.signed, block: 41, hash: Keccak256.hash([41]), timeSeconds: .max)
            let liar = ChainNode(endless)
            defer { liar.stop() }
            #expect(try verifier.run(json, node: liar.url).status == unchecked)
            let node = ChainNode(example.chain, lacking: ["eth_getTransactionByHash", "eth_getBlockByNumber"])
            defer { node.stop() }
            let said = try verifier.run(changed, node: node.url)
            #expect(said.status == 1 && said.text.contains("does not hold"), "\(said.text)")
        }
    }

    @Test("Contract and account are shown, and others than those that are expected are refused") func expected() throws {
        let example = try ProofExample()
        let json = try example.proof.json
        let (contract, notary) = (example.proof.place.contract.description, example.proof.place.notary.description)
        for verifier in [command, VerifierProgram.script] {
            let said = try verifier.run(json, options: ["--contract", contract, "--notary", notary])
            #expect(said.status == 0 && said.text.contains("anchored by \(notary) in the contract \(contract)"), "\(said.text)")
            for option in ["--contract", "--notary"] {
                let other = try verifier.run(json, options: [option, FeeOracle.address.description])
                #expect(other.status == 1, "\(other.text)")
                let (what, found) = option == "--contract" ? ("contract", contract) : ("account", notary)
                #expect(other.text.contains("does not hold: it names the \(what) \(found), expected \(FeeOracle.address)"), "\(other.text)")
            }
        }
        #expect(try command.run(json, options: ["--notary", "0x12"]).status == 65)
    }

    @Test("What says nothing of the proof has exit codes of its own: no file, no URL, a newer version, a node that is away or is none")
    func notChecked() throws {
        let json = try ProofExample().proof.json
        #expect(try command.run(json, options: ["--body", "/nowhere/body"]).status == 65)
        #expect(try command.run(json, node: "ftp://127.0.0.1/").status == 65)
        #expect(try command.run(json.replacing("\"version\":2", with: "\"version\":3")).status == 65)
        let gone = ChainNode(try ProofExample().chain)
        gone.stop()
        let away = try command.run(json, node: gone.url)
        #expect(away.status == 69 && away.text.contains("could not be asked"), "\(away.text)")
        for answer in ["<html>", "{}", #"{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit"}}"#, #"{"result":7}"#] {
            let server = ScriptedHTTPServer { _ in .answer(body: Array(answer.utf8)) }
            defer { server.stop() }
            let said = try command.run(json, node: server.url("/key-of-mine"))
            #expect(said.status == 69 && !said.text.contains("key-of-mine"), "\(answer): \(said.text)")
        }
    }

    @Test("It refuses changed bits, and a file's texts do not command the terminal")
    func damaged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let example = try ProofExample()
        let node = ChainNode(example.chain)
        defer { node.stop() }
        let original = Array(try example.proof.json.utf8)
        for _ in 0..<12 {
            var changed = original
            let bit = Int.random(in: 0..<8 * original.count, using: &random)
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let said = try command.run(bytes: changed, node: node.url)
            let isLeftOpen = example.proof.isLeftOpen(by: changed)
            #expect(isLeftOpen ? said.status == 69 : [1, 65].contains(said.status), "seed \(seed), bit \(bit): \(said.text)")
        }
        let old = example.proof
        let alone = InclusionProof(index: 0, size: 1, path: [])
        let text = "a\u{1b}[31m\r\u{202e}b"
        let record = NotaryRecord(tenant: text, kind: text, id: text, body: [])
        let proof = NotaryProof(record: record, inTenant: alone, tenantSalt: old.tenantSalt, inInterval: alone, place: old.place)
        let said = try command.run(proof.json)
        #expect(said.status == 0 && said.text.contains(#"a\u{1b}[31m\u{d}\u{202e}b"#), "\(said.text)")
    }
}
