import TestSupport
import Testing

@testable import Ethereum

@Suite("Proofs of one record")
struct NotaryProofTests {
    @Test("A proof leads to the anchored root and is confirmed by the chain, final once its block is")
    func holds() async throws {
        for version in [1, 2] {
            var example = try ProofExample(version: version)
            let root = try example.proof.root()
            #expect(root.hex == example.batch.interval.root)
            let verdict = try await example.proof.verify(on: example.chain)
            #expect(verdict.anchor.root == root && verdict.anchor.link.description == example.batch.anchor.link)
            #expect(verdict.sequence == 1 && verdict.block == 41 && verdict.timeSeconds == 1_795_214_165 && verdict.isFinal)
            example.chain.finalized = 40
            #expect(try await !example.proof.verify(on: example.chain).isFinal)
        }
    }

    @Test("The project's example files of both versions are read, written again byte for byte, and confirmed")
    func vectors() async throws {
        for version in [1, 2] {
            let bytes = try Vectors.bytes("proof_v\(version)")
            let proof = try NotaryProof(json: bytes)
            #expect(try Array((proof.json + "\n").utf8) == bytes)
            let example = try ProofExample(version: version)
            #expect(proof == example.proof)
            _ = try await proof.verify(on: example.chain)
        }
    }

    @Test("A proof outlives a reordering that puts its transaction into another block; one of version 1, which names the block, does not")
    func reordered() async throws {
        for version in [1, 2] {
            let example = try ProofExample(version: version)
            var chain = ContractState(id: 84532, contract: example.proof.place.contract)
            try chain.include(example.signed, block: 42, hash: Keccak256.hash([42]), timeSeconds: 1)
            if version == 2 {
                #expect(try await example.proof.verify(on: chain).block == 42)
            } else {
                await #expect(throws: EthereumFault.self) { try await example.proof.verify(on: chain) }
            }
        }
    }

    @Test("The record's bytes may come beside the proof, and have to be the proof's")
    func bodyBeside() async throws {
        let example = try ProofExample(carryingBody: false)
        let body = Array(example.batch.tenants[0].records[1].body.utf8)
        _ = try await example.proof.verify(body: body, on: example.chain)
        await #expect(throws: EthereumFault.self) { try await example.proof.verify(body: body + [32], on: example.chain) }
        #expect(refusal { _ = try example.proof.root(body: []) } == .proofRefused)
    }

    @Test("A proof comes back from its file")
    func file() throws {
        for (carryingBody, version) in [(true, 1), (false, 1), (true, 2), (false, 2)] {
            let proof = try ProofExample(carryingBody: carryingBody, version: version).proof
            #expect(try proof.json.hasSuffix("\"version\":\(version)}"))
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

    @Test(
        "With any one bit of its file changed a proof is refused, by its form, by arithmetic or by the chain; with another transaction's name it is left open",
        arguments: [1, 2])
    func oneBit(version: Int) async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let example = try ProofExample(version: version)
        let original = Array(try example.proof.json.utf8)
        var left = 0
        // One bit of each byte a run; which one, another each time.
        for byte in original.indices {
            let bit = 8 * byte + Int.random(in: 0..<8, using: &random)
            var changed = original
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let isLeftOpen = example.proof.isLeftOpen(by: changed)
            let fault = await #expect(
                throws: EthereumFault.self, "bit \(bit): \(String(decoding: changed[max(0, bit / 8 - 20)...].prefix(40), as: UTF8.self))"
            ) {
                try await NotaryProof(json: changed).verify(on: example.chain)
            }
            #expect((fault?.code == .proofUnchecked) == isLeftOpen, "seed \(seed), bit \(bit)")
            left += isLeftOpen ? 1 : 0
        }
        #expect(left > 0, "seed \(seed)")
    }

    @Test("Damaged files are refused and never crash", arguments: [1, 2])
    func damaged(version: Int) async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let example = try ProofExample(version: version)
        let original = Array(try example.proof.json.utf8)
        for _ in 0..<1500 {
            let changed = Damage.apply(original, &random)
            guard changed != original, changed != original + [10] else { continue }
            let fault = await #expect(throws: EthereumFault.self, "seed \(seed)") {
                try await NotaryProof(json: changed).verify(on: example.chain)
            }
            #expect((fault?.code == .proofUnchecked) == example.proof.isLeftOpen(by: changed), "seed \(seed)")
        }
    }

    @Test("Another form of the same JSON, a doubled or an unknown name, a newer version are refused as such")
    func forms() throws {
        let text = try ProofExample().proof.json
        let changes = [
            ("{\"anchor\"", "{ \"anchor\"", EthereumFault.Code.proofMalformed),
            ("\"version\":2", "\"version\":2,\"version\":2", .proofMalformed),
            ("\"version\":2", "\"version\":2,\"zzz\":1", .proofMalformed),
            ("\"version\":2", "\"version\":1", .proofMalformed),
            ("\"version\":2", "\"version\":3", .proofUnsupported),
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
        // Which block it is, by its hash, a file of version 1 alone says.
        let old = try ProofExample(version: 1).proof
        await #expect(throws: EthereumFault.self) { try await old.verify(on: Lying(chain: example.chain, transaction: wrong[4])) }
        for transaction in wrong.dropLast() { #expect(await code(Lying(chain: example.chain, transaction: transaction)) == .proofRefused) }
    }

    @Test("A node without the transaction leaves a true proof unchecked, and refuses by the contract's own word what was never anchored")
    func forgotten() async throws {
        for version in [1, 2] {
            let example = try ProofExample(version: version)
            let node = Lying(chain: example.chain, transaction: nil)
            let fault = await #expect(throws: EthereumFault.self) { try await example.proof.verify(on: node) }
            #expect(fault?.code == .proofUnchecked)
            #expect(
                fault?.message.contains("the contract has the root since block 41") == true && fault?.message.contains("archive") == true)
            let old = example.proof
            let other = NotaryProof(
                record: NotaryRecord(
                    tenant: old.record.tenant, kind: old.record.kind, id: "another", bodyDigest: old.record.bodyDigest,
                    salt: old.record.salt),
                inTenant: old.inTenant, tenantSalt: old.tenantSalt, inInterval: old.inInterval, place: old.place)
            let refusal = await #expect(throws: EthereumFault.self) { try await other.verify(on: node) }
            #expect(refusal?.code == .proofNotAnchored)
        }
    }

    @Test("A time that no block has leaves the proof unchecked")
    func impossibleTime() async throws {
        for time in [NotaryContract.lastSecond + 1, UInt64.max] {
            let example = try ProofExample()
            var chain = ContractState(id: 84532, contract: example.proof.place.contract)
            try chain.include(example.signed, block: 41, hash: Keccak256.hash([41]), timeSeconds: time)
            let fault = await #expect(throws: EthereumFault.self) { try await example.proof.verify(on: chain) }
            #expect(fault?.code == .proofUnchecked)
        }
    }

    @Test("A proof holds nothing of another tenant or record: no name, salt, root, commitment or leaf but the siblings' hashes")
    func others() throws {
        let example = try ProofExample()
        // In base64url as in digits: by bytes.
        let proof = example.proof
        let told =
            proof.inTenant.path + proof.inInterval.path + [
                proof.record.bodyDigest, proof.record.salt, proof.tenantSalt, proof.place.stream, proof.place.transaction,
            ]
        let text = try proof.json + told.map(\.hex).joined(separator: " ")
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

    @Test("One of 1,000,000 records of one of 5,000 tenants has a whole file of at most 2,048 bytes without the record")
    func size() throws {
        let old = try ProofExample(carryingBody: false).proof
        let interval = UInt64(try BlindedInterval.size(forLeaves: 5000))
        let proof = NotaryProof(
            record: NotaryRecord(tenant: "northern-lights-1", kind: "telemetry", id: "2026-11-22", body: []),
            inTenant: InclusionProof(
                index: 999_999, size: 1_000_000, path: try MerklePlan.inclusion(of: 0, in: 1_000_000).path { _ in .random() }),
            tenantSalt: old.tenantSalt,
            inInterval: InclusionProof(
                index: interval - 1, size: interval, path: try MerklePlan.inclusion(of: 0, in: interval).path { _ in .random() }),
            place: old.place)
        #expect(proof.inTenant.path.count == 20 && proof.inInterval.path.count == 13)
        #expect(try proof.json.utf8.count <= 2048)
        #expect(try NotaryProof(json: Array(proof.json.utf8)) == proof)
    }

    @Test("An interval's tree that is not full is written into no file")
    func fullInterval() throws {
        let old = try ProofExample().proof
        let proof = NotaryProof(
            record: old.record, inTenant: old.inTenant, tenantSalt: old.tenantSalt,
            inInterval: InclusionProof(index: 0, size: old.inInterval.size - 1, path: old.inInterval.path), place: old.place)
        #expect(refusal { _ = try proof.json } == .intervalInvalid)
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
