import Testing

@testable import Ethereum

@Suite("The batch of the contract's own example")
struct BatchVectorTests {
    private let batch: BatchVector

    init() throws { batch = try Vectors.read("batch", as: BatchVector.self) }

    @Test("Each record's commitment, leaf and path in its tenant's tree are those of the example")
    func records() throws {
        for tenant in batch.tenants {
            var tree = MerkleTree()
            for example in tenant.records {
                let record = try example.record(of: tenant.tenant)
                #expect(record.bodyDigest.hex == example.bodySha256)
                let commitment = NotaryDigests.record(
                    tenant: tenant.tenant, kind: example.kind, id: example.id, bodyDigest: record.bodyDigest, salt: record.salt)
                #expect(commitment.hex == example.commitment && record.leafHash.hex == example.leafHash)
                tree.append(record.leafHash)
            }
            #expect(try tree.root.hex == tenant.root && tree.size == tenant.size)
            for (index, example) in tenant.records.enumerated() {
                #expect(try tree.inclusion(of: UInt64(index)).path.map(\.hex) == example.path)
            }
        }
    }

    @Test("The interval's leaves, root, manifest, identifier, link and call are those of the example, and each tenant's path")
    func interval() throws {
        let interval = try batch.notaryInterval
        for tenant in batch.tenants {
            let state = try tenant.state
            #expect(
                NotaryDigests.tenant(state.tenant, size: state.size, root: state.root, salt: state.salt).hex == tenant.commitment
                    && state.leafHash.hex == tenant.leafHash)
            let proof = try #require(try interval.receipt(of: tenant.tenant)).inInterval
            #expect(proof.index == tenant.index && proof.path.map(\.hex) == tenant.path && proof.size == 8)
        }
        #expect(interval.leaves.map(\.hex) == batch.interval.leaves)
        #expect(interval.anchor.root.hex == batch.interval.root && interval.anchor.size == UInt256(UInt64(batch.interval.size)))
        #expect(interval.manifest.json == batch.manifest.json && interval.manifest.digest.hex == batch.manifest.sha256)
        #expect(interval.manifest.cid.description == batch.manifest.cid)
        #expect(interval.anchor.link.description == batch.anchor.link)
        #expect(Hex.encode(NotaryContract.anchor(interval.anchor).data) == batch.anchor.calldata)
    }
}
