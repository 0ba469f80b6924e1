@testable import Ethereum

/// An invoice of the contract's example batch, anchored.
struct ProofExample {
    let batch: BatchVector
    let proof: NotaryProof
    /// The transaction that anchored it.
    let signed: SignedTransaction
    var chain: ContractState

    /// - Parameter version: Of the file that its proof is written to.
    init(carryingBody: Bool = true, version: Int = 2) throws {
        batch = try Vectors.read("batch", as: BatchVector.self)
        let interval = try batch.notaryInterval
        let tenant = batch.tenants[0]
        let example = tenant.records[1]
        let key = try PrivateKey(hex: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
        let contract = Address(createdBy: key.address, nonce: 0)
        let transaction = Transaction(
            chainID: 84532, nonce: 1, maxPriorityFeePerGas: 1, maxFeePerGas: 10_000_000, gasLimit: 200_000, to: contract,
            data: NotaryContract.anchor(interval.anchor).data)
        signed = try transaction.signed(by: key)
        let blockHash = Keccak256.hash(Array("block".utf8))
        chain = ContractState(id: 84532, contract: contract)
        try chain.include(signed, block: 41, hash: blockHash, timeSeconds: 1_795_214_165)
        chain.finalized = 41
        proof = NotaryProof(
            record: try example.record(of: tenant.tenant), body: carryingBody ? example.body : nil,
            inTenant: InclusionProof(
                index: 1, size: tenant.size, path: try example.path.map { try Bytes32(hex: $0, prefixed: false) }),
            tenantSalt: try tenant.state.salt, inInterval: try interval.receipt(of: tenant.tenant)!.inInterval,
            place: .init(
                chainID: 84532, contract: contract, notary: key.address, stream: interval.anchor.stream,
                transaction: signed.hash,
                told: version == 2
                    ? nil
                    : .init(
                        previousLink: interval.anchor.previousLink, manifest: interval.anchor.manifest, blockNumber: 41,
                        blockHash: blockHash)))
    }
}
