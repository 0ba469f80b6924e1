import TestSupport
import Testing

@testable import Ethereum

@Suite("Proofs of one record")
struct NotaryProofTests {
    @Test("A proof leads to the anchored root and is confirmed by the chain, final once its block is")
    func holds() async throws {
        var example = try ProofExample()
        let anchor = try example.proof.anchor()
        #expect(anchor.root.hex == example.batch.interval.root && anchor.link.description == example.batch.anchor.link)
        let verdict = try await example.proof.verify(on: example.chain)
        #expect(verdict.anchor == anchor && verdict.sequence == 1 && verdict.block == 41 && verdict.timeSeconds == 1_795_214_165)
        #expect(verdict.isFinal)
        example.chain.finalized = 40
        #expect(try await !example.proof.verify(on: example.chain).isFinal)
    }

    @Test("The record's bytes may come beside the proof, and have to be the proof's")
    func bodyBeside() async throws {
        let example = try ProofExample(carryingBody: false)
        let body = Array(example.batch.tenants[0].records[1].body.utf8)
        _ = try await example.proof.verify(body: body, on: example.chain)
        await #expect(throws: EthereumFault.self) { try await example.proof.verify(body: body + [32], on: example.chain) }
        #expect(refusal { _ = try example.proof.anchor(body: []) } == .proofRefused)
    }

    @Test("A proof comes back from its file")
    func file() throws {
        for carryingBody in [true, false] {
            let proof = try ProofExample(carryingBody: carryingBody).proof
            #expect(try NotaryProof(json: Array(proof.json.utf8)) == proof)
            #expect(try NotaryProof(json: Array((proof.json + "\n").utf8)) == proof)
        }
        var random = SeededRandom(4)
        for _ in 0..<200 {
            let text = String((0..<8).map { _ in "a\"\\/\u{1}\u{1f}\n\t\r\u{8}\u{c}\u{7f}é链\u{2028}🔑".randomElement(using: &random)! })
            let old = try ProofExample().proof
            let proof = NotaryProof(
                record: NotaryRecord(tenant: text, kind: text, id: text, body: Array(text.utf8)), body: text, inTenant: old.inTenant,
                tenantSalt: old.tenantSalt, inInterval: old.inInterval, place: old.place)
            #expect(try NotaryProof(json: Array(proof.json.utf8)) == proof)
        }
    }

    @Test("With any one bit of its file changed a proof is refused, by its form, by arithmetic or by the chain")
    func oneBit() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let example = try ProofExample()
        let original = Array(try example.proof.json.utf8)
        // One bit of each byte a run; which one, another each time.
        for byte in original.indices {
            let bit = 8 * byte + Int.random(in: 0..<8, using: &random)
            var changed = original
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            await #expect(
                throws: EthereumFault.self, "bit \(bit): \(String(decoding: changed[max(0, bit / 8 - 20)...].prefix(40), as: UTF8.self))"
            ) {
                try await NotaryProof(json: changed).verify(on: example.chain)
            }
        }
    }

    @Test("Damaged files are refused and never crash")
    func damaged() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let example = try ProofExample()
        let original = Array(try example.proof.json.utf8)
        for _ in 0..<1500 {
            let changed = Damage.apply(original, &random)
            guard changed != original, changed != original + [10] else { continue }
            await #expect(throws: EthereumFault.self, "seed \(seed)") { try await NotaryProof(json: changed).verify(on: example.chain) }
        }
    }

    @Test("Another form of the same JSON, a doubled or an unknown name, a newer version are refused as such")
    func forms() throws {
        let text = try ProofExample().proof.json
        let changes = [
            ("{\"anchor\"", "{ \"anchor\"", EthereumFault.Code.proofMalformed),
            ("\"version\":1", "\"version\":1,\"version\":1", .proofMalformed),
            ("\"version\":1", "\"version\":1,\"zzz\":1", .proofMalformed),
            ("\"version\":1", "\"version\":2", .proofUnsupported),
            ("hashinsight-notary-proof", "another-proof", .proofUnsupported),
            ("\"id\":", "\"id\\u0020\":", .proofMalformed),
        ]
        for (old, new, code) in changes {
            #expect(text.contains(old))
            #expect(refusal { _ = try NotaryProof(json: Array(text.replacing(old, with: new).utf8)) } == code, "\(new)")
        }
        for nested in ["", String(repeating: "[", count: 200_000), String(repeating: "{\"body\":", count: 50_000)] {
            #expect(refusal { _ = try NotaryProof(json: Array(nested.utf8)) } == .proofMalformed)
        }
    }

    @Test("A chain that lies or is another one confirms nothing")
    func lies() async throws {
        let example = try ProofExample()
        let proof = example.proof
        func code(_ chain: some NotaryChain) async -> EthereumFault.Code? {
            do { _ = try await proof.verify(on: chain) } catch { return (error as? EthereumFault)?.code }
            return nil
        }
        #expect(await code(example.chain) == nil)
        #expect(await code(ContractState(id: 84532, contract: proof.place.contract)) == .proofNotAnchored)
        #expect(await code(ContractState(id: 84532, contract: FeeOracle.address)) == .abiMalformed)
        #expect(await code(ContractState(id: 8453, contract: proof.place.contract)) == .proofOtherChain)
        let found = try #require(example.chain.transaction(proof.place.transaction))
        let wrong = [
            IncludedTransaction(
                from: FeeOracle.address, to: found.to, data: found.data, blockNumber: found.blockNumber, blockHash: found.blockHash),
            IncludedTransaction(from: found.from, to: nil, data: found.data, blockNumber: found.blockNumber, blockHash: found.blockHash),
            IncludedTransaction(
                from: found.from, to: found.to, data: found.data + [0], blockNumber: found.blockNumber, blockHash: found.blockHash),
            IncludedTransaction(from: found.from, to: found.to, data: found.data, blockNumber: 40, blockHash: found.blockHash),
            IncludedTransaction(from: found.from, to: found.to, data: found.data, blockNumber: found.blockNumber, blockHash: .zero),
        ]
        for transaction in wrong { #expect(await code(Lying(chain: example.chain, transaction: transaction)) == .proofRefused) }
        #expect(await code(Lying(chain: example.chain, transaction: nil)) == .proofNotAnchored)
    }

    @Test("A proof holds nothing of another tenant or record: no name, salt, root, commitment or leaf but the siblings' hashes")
    func others() throws {
        let example = try ProofExample()
        let text = try example.proof.json
        for tenant in example.batch.tenants.dropFirst() {
            for hidden in [tenant.tenant, tenant.salt, tenant.root, tenant.commitment] { #expect(!text.contains(hidden)) }
            for record in tenant.records {
                for hidden in [record.salt, record.bodySha256, record.commitment] { #expect(!text.contains(hidden)) }
            }
        }
        for (index, record) in example.batch.tenants[0].records.enumerated() where index != 1 {
            for hidden in [record.id, record.salt, record.bodySha256, record.commitment] { #expect(!text.contains(hidden)) }
        }
    }

    @Test("One of 1,000,000 records of a tenant alone has a file of 2 KB, among 5,000 tenants of 2.7")
    func size() throws {
        let old = try ProofExample(carryingBody: false).proof
        func bytes(_ records: UInt64, _ tenants: Int) throws -> Int {
            let interval = UInt64(try BlindedInterval.size(forLeaves: tenants))
            let proof = NotaryProof(
                record: old.record,
                inTenant: InclusionProof(
                    index: records - 1, size: records, path: try MerklePlan.inclusion(of: 0, in: records).path { _ in .random() }),
                tenantSalt: old.tenantSalt,
                inInterval: InclusionProof(
                    index: interval - 1, size: interval, path: try MerklePlan.inclusion(of: 0, in: interval).path { _ in .random() }),
                place: old.place)
            return try proof.json.utf8.count
        }
        #expect(try bytes(1_000_000, 1) <= 2048)
        #expect(try bytes(1_000_000, 5000) <= 2700)
    }

    /// A node that answers another transaction than the chain has.
    private struct Lying: NotaryChain {
        let chain: ContractState
        let transaction: IncludedTransaction?

        func chainID() -> UInt64 { chain.chainID() }
        func call(_ contract: Address, data: [UInt8]) throws -> [UInt8] { try chain.call(contract, data: data) }
        func transaction(_ hash: Bytes32) -> IncludedTransaction? { transaction }
        func finalizedBlock() -> UInt64 { chain.finalizedBlock() }
    }
}
