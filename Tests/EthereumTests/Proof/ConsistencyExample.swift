import Testing

@testable import Ethereum

/// A tenant's tree at two sizes, each anchored, with a proof out of each and what ties them.
struct ConsistencyExample {
    let older: NotaryProof
    let newer: NotaryProof
    let consistency: NotaryConsistency
    let chain: ContractState

    /// - Parameter changed: The place of a record that the newer tree has another one at.
    init(from old: UInt64 = 3, to new: UInt64 = 7, tenant: String = "north-1", changed: UInt64? = nil) throws {
        let key = PrivateKey.random()
        let stream = Bytes32.random()
        var chain = ContractState(id: 84532, contract: Address(createdBy: key.address, nonce: 0))
        var proofs: [NotaryProof] = []
        var link = Bytes32.zero
        var store: [MerkleNode: Bytes32] = [:]
        for (sequence, size) in [(UInt64(1), old), (2, new)] {
            let records = (0..<size).map { place in
                let text = sequence == 2 && place == changed ? "another" : "body \(place)"
                return NotaryRecord(
                    tenant: tenant, kind: "report", id: "R-\(place)", body: Array(text.utf8), salt: Keccak256.hash([UInt8(place)]))
            }
            var ledger = TenantLedger(tenant: tenant)
            for record in records { _ = try ledger.append(record) { store[$0] = $1 } }
            let interval = try NotaryInterval(tenants: [ledger.state()], stream: stream, previousLink: link, sequence: sequence)
            link = interval.anchor.link
            let signed = try Transaction(
                chainID: 84532, nonce: sequence, maxPriorityFeePerGas: 1, maxFeePerGas: 1, gasLimit: 200_000, to: chain.contract,
                data: NotaryContract.anchor(interval.anchor).data
            ).signed(by: key)
            try chain.include(signed, block: 40 + sequence, hash: Keccak256.hash([UInt8(sequence)]), timeSeconds: 1_795_214_165)
            let place = NotaryProof.Place(
                chainID: 84532, contract: chain.contract, notary: key.address, stream: stream, transaction: signed.hash)
            let receipt = try #require(try interval.receipt(of: tenant))
            proofs.append(
                try NotaryProof(of: records[Int(size) - 1], at: size - 1, receipt: receipt, place: place) { try #require(store[$0]) })
        }
        chain.finalized = 42
        self.chain = chain
        (older, newer) = (proofs[0], proofs[1])
        let path = old <= new ? try MerklePlan.consistency(from: old, to: new).path { try #require(store[$0]) } : []
        consistency = NotaryConsistency(tenant: tenant, proof: ConsistencyProof(oldSize: old, size: new, path: path))
    }
}
