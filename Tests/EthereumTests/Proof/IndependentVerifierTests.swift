import TestSupport
import Testing

@testable import Ethereum

/// docs/verify-notary-proof.py knows the format from its page alone: what it takes and refuses shows that the page suffices.
@Suite("The independent verifier")
struct IndependentVerifierTests {
    private let script = VerifierProgram.script

    @Test("It reaches the same root, with the record in the proof or beside it")
    func agrees() throws {
        for (carryingBody, version) in [(true, 1), (true, 2), (false, 2)] {
            let example = try ProofExample(carryingBody: carryingBody, version: version)
            let body = example.batch.tenants[0].records[1].body
            let said = try script.run(example.proof.json, body: carryingBody ? nil : body)
            #expect(said.status == 0, "\(said.text)")
            #expect(said.text.contains(try example.proof.root().description))
        }
    }

    @Test("It reads names and texts with any letters")
    func letters() throws {
        let old = try ProofExample().proof
        let text = "a\"\\/\u{1}\u{1f}\n\t\r\u{8}\u{c}\u{7f}é链\u{2028}🔑"
        let record = NotaryRecord(tenant: text, kind: "k", id: text, body: Array(text.utf8))
        let alone = InclusionProof(index: 0, size: 1, path: [])
        let proof = NotaryProof(
            record: record, body: text, inTenant: alone, tenantSalt: old.tenantSalt, inInterval: alone, place: old.place)
        let said = try script.run(proof.json)
        let root = try proof.root().description
        #expect(said.status == 0 && said.text.contains(root), "\(said.text)")
    }

    @Test("It refuses what we refuse, and reaches another root where only the chain could tell")
    func refuses() throws {
        let example = try ProofExample()
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let originals = [Array(try example.proof.json.utf8), Array(try ProofExample(version: 1).proof.json.utf8)]
        let root = try example.proof.root().description
        for turn in 0..<16 {
            let original = originals[turn % 2]
            let changed = Damage.apply(original, &random)
            let ours = (try? NotaryProof(json: changed)).flatMap { try? $0.root() }
            guard changed != original, changed != original + [10] else { continue }
            let said = try script.run(bytes: changed)
            #expect(said.status < 2, "seed \(seed): \(said.text)")
            // It looks less closely at what only the chain is asked with, so it may take more than we do, but never to another root.
            if said.status == 0 { #expect(said.text.contains(ours?.description ?? root), "seed \(seed): \(said.text)") }
            if ours != nil { #expect(said.status == 0, "seed \(seed): \(said.text)") }
        }
        #expect(try script.run(example.proof.json, body: "another").status == 1)
    }

    @Test("It asks the chain as we do: a root that stands there is confirmed, one that does not, or another transaction, is not")
    func chain() throws {
        let example = try ProofExample(version: 1)
        let (json, new) = (try example.proof.json, try ProofExample().proof.json)
        func said(_ chain: ContractState, _ json: String) throws -> VerifierProgram.Outcome {
            let node = ChainNode(chain)
            defer { node.stop() }
            return try script.run(json, node: node.url)
        }
        for json in [json, new] {
            let held = try said(example.chain, json)
            #expect(held.status == 0, "\(held.text)")
            #expect(held.text.contains("on chain 84532: interval 1, block 41, Unix time 1795214165, final"), "\(held.text)")
        }
        var young = example.chain
        young.finalized = 40
        #expect(try said(young, json).text.contains("not final yet"))
        let contract = example.proof.place.contract
        #expect(try said(ContractState(id: 84532, contract: contract), json).text.contains("the root was never anchored"))
        #expect(try said(ContractState(id: 8453, contract: contract), json).status == 1)
        #expect(try said(ContractState(id: 84532, contract: FeeOracle.address), json).status == 1)
        for (name, other) in [
            ("transaction", Bytes32.zero), ("block_hash", .zero), ("manifest", .zero), ("previous_link", Keccak256.hash([])),
            ("stream", .zero),
        ] {
            let changed = json.replacing(try Regex("\"\(name)\":\"0x[0-9a-f]*\""), with: "\"\(name)\":\"\(other)\"")
            #expect(changed != json)
            #expect(try said(example.chain, changed).status == (name == "transaction" ? 2 : 1), "\(name)")
        }
        for (name, other) in [("transaction", Bytes32.zero), ("stream", .zero)] {
            let text = NotaryProofText.base64url([other])
            let changed = new.replacing(try Regex("\"\(name)\":\"[A-Za-z0-9_-]*\""), with: "\"\(name)\":\"\(text)\"")
            #expect(changed != new)
            #expect(try said(example.chain, changed).status == (name == "transaction" ? 2 : 1), "\(name)")
        }
        #expect(try said(example.chain, json.replacing("\"block_number\":41", with: "\"block_number\":40")).status == 1)
        // A node that cannot be reached says nothing of the proof.
        let gone = ChainNode(example.chain)
        gone.stop()
        #expect(try script.run(json, node: gone.url).status == 2)
        for answer in ["<html>", "{}", "[]", #"{"result":7}"#, #"{"result":"0x"}"#, #"{"result":[]}"#] {
            let server = ScriptedHTTPServer { _ in .answer(body: Array(answer.utf8)) }
            defer { server.stop() }
            let said = try script.run(json, node: server.url("/"))
            #expect(said.status == 2 && said.text.contains("could not be checked"), "\(answer): \(said.text)")
        }
    }
}
