import TestSupport
import Testing

@testable import Ethereum

@Suite("A tenant's records over many intervals")
struct TenantLedgerTests {
    @Test("Every record is proven by every interval since, from stored hashes alone, and each interval's tree begins with the one before")
    func intervals() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let key = PrivateKey.random()
        let stream = Bytes32.random(using: &random)
        var chain = ContractState(id: 84532, contract: Address(createdBy: key.address, nonce: 0))
        var store: [String: [MerkleNode: Bytes32]] = [:]
        var ledgers = ["north-1", "north-2", "south-1"].map { TenantLedger(tenant: $0) }
        var records: [String: [NotaryRecord]] = [:]
        var link = Bytes32.zero
        var previous: [String: TenantState] = [:]
        for sequence in 1...UInt64(6) {
            var states: [TenantState] = []
            for index in ledgers.indices {
                // After a restart, from what was stored.
                ledgers[index] = TenantLedger(
                    tenant: ledgers[index].tenant,
                    tree: try MerkleFrontier(size: ledgers[index].tree.size, peaks: ledgers[index].tree.peaks))
                let tenant = ledgers[index].tenant
                for _ in 0..<Int.random(in: 1...9, using: &random) {
                    let number = records[tenant, default: []].count
                    let record = NotaryRecord(
                        tenant: tenant, kind: "invoice", id: "\(number)", body: Array("\(tenant) \(number)".utf8),
                        salt: .random(using: &random))
                    let place = try ledgers[index].append(record) { store[tenant, default: [:]][$0] = $1 }
                    #expect(place == UInt64(number))
                    records[tenant, default: []].append(record)
                }
                states.append(ledgers[index].state(salt: .random(using: &random)))
            }
            let interval = try NotaryInterval(tenants: states, stream: stream, previousLink: link, sequence: sequence, using: &random)
            let transaction = Transaction(
                chainID: 84532, nonce: sequence, maxPriorityFeePerGas: 1, maxFeePerGas: 1, gasLimit: 200_000, to: chain.contract,
                data: NotaryContract.anchor(interval.anchor).data)
            let signed = try transaction.signed(by: key)
            let blockHash = Bytes32.random(using: &random)
            try chain.include(signed, block: 10 + sequence, hash: blockHash, timeSeconds: 100 * sequence)
            // The same again, as another host would send it, is refused by the contract.
            #expect(throws: ContractState.Refused(reason: "not head")) {
                try chain.include(signed, block: 11 + sequence, hash: .zero, timeSeconds: 0)
            }
            let place = NotaryProof.Place(
                chainID: 84532, contract: chain.contract, notary: key.address, stream: stream, transaction: signed.hash)
            link = interval.anchor.link
            for state in states {
                let receipt = try #require(try interval.receipt(of: state.tenant))
                #expect(receipt.state == state)
                for (index, record) in records[state.tenant, default: []].enumerated() {
                    let proof = try NotaryProof(of: record, at: UInt64(index), receipt: receipt, place: place) { store[state.tenant]![$0]! }
                    let verdict = try await proof.verify(body: Array("\(state.tenant) \(index)".utf8), on: chain)
                    #expect(verdict.sequence == UInt256(sequence) && !verdict.isFinal, "seed \(seed)")
                    #expect(verdict.anchor == interval.anchor && verdict.blockHash == blockHash, "seed \(seed)")
                }
                if let old = previous.updateValue(state, forKey: state.tenant) {
                    let path = try MerklePlan.consistency(from: old.size, to: state.size).path { store[state.tenant]![$0]! }
                    try ConsistencyProof(oldSize: old.size, size: state.size, path: path).verify(oldRoot: old.root, root: state.root)
                }
            }
        }
    }

    @Test("A record of another tenant is not taken, and one whose salt or stored hash was changed is told before a proof of it is given")
    func refused() throws {
        let example = try ProofExample().proof
        var ledger = TenantLedger(tenant: "north-1")
        var store: [MerkleNode: Bytes32] = [:]
        let records = (0..<5).map { NotaryRecord(tenant: "north-1", kind: "invoice", id: "\($0)", body: [UInt8($0)]) }
        for record in records { _ = try ledger.append(record) { store[$0] = $1 } }
        #expect(refusal { _ = try ledger.append(example.record) { _, _ in } } == .intervalInvalid)
        #expect(ledger.tree.size == 5)
        let receipt = TenantReceipt(state: ledger.state(), inInterval: example.inInterval)
        func code(_ record: NotaryRecord, _ index: UInt64) -> EthereumFault.Code? {
            refusal { _ = try NotaryProof(of: record, at: index, receipt: receipt, place: example.place) { store[$0]! } }
        }
        #expect(code(records[3], 3) == nil)
        #expect(code(records[3], 2) == .treeInconsistent)
        #expect(code(records[3], 5) == .treeRange)
        let salted = NotaryRecord(tenant: "north-1", kind: "invoice", id: "3", bodyDigest: records[3].bodyDigest, salt: .random())
        #expect(code(salted, 3) == .treeInconsistent)
        store[MerkleNode(level: 0, index: 2)] = .random()
        #expect(code(records[3], 3) == .treeInconsistent)
    }
}
