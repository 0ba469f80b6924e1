import Ethereum
import TestSupport
import Testing

@testable import Blockchain
@testable import PluginKit

@Suite("A tenant's ledger")
struct LedgerTests {
    private let word = [UInt8](repeating: 7, count: 32)

    @Test("However the records come, each is proven from the stored subtrees, into an interval with others")
    func grows() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let records = (0..<137).map { NotaryRecord(tenant: "north-1", kind: "report", id: "R-\($0)", body: Array("body \($0)".utf8)) }
        var stored: [MerkleNode: Bytes32] = [:]
        var size: Int64 = 0
        var peaks: [UInt8] = []
        var next = 0
        while next < records.count {
            var growth = LedgerGrowth(try LedgerGrowth.tree(size: size, peaks: peaks))
            for _ in 0..<min(Int.random(in: 1...20, using: &random), records.count - next) {
                growth.append(Int64(next), leaf: records[next].leafHash)
                next += 1
            }
            for (node, hash) in growth.nodes { #expect(stored.updateValue(hash, forKey: node) == nil, "seed \(seed)") }
            #expect(growth.places.map(\.record) == growth.places.map { Int64($0.place) })
            (size, peaks) = (Int64(growth.tree.size), growth.tree.peaks.flatMap(\.bytes))
        }
        let state = TenantLedger(tenant: "north-1", tree: try LedgerGrowth.tree(size: size, peaks: peaks)).state()
        let neighbour = TenantState(tenant: "south-1", size: 9, root: .random())
        let interval = try NotaryInterval(tenants: [state, neighbour], stream: .random(), previousLink: .zero, sequence: 1)
        let place = NotaryProof.Place(
            chainID: 31_337, contract: FeeOracle.address, notary: FeeOracle.address, stream: interval.anchor.stream,
            transaction: .random())
        let receipt = try #require(try interval.receipt(of: "north-1"))
        for (index, record) in records.enumerated() {
            let proof = try NotaryProof(of: record, at: UInt64(index), receipt: receipt, place: place) { try #require(stored[$0]) }
            #expect(try NotaryProof(json: Array(proof.json.utf8)).root() == interval.anchor.root, "seed \(seed)")
        }
    }

    @Test("A stored tree whose hashes do not fit its size is refused")
    func damagedTree() {
        #expect(throws: EthereumFault.self) { try LedgerGrowth.tree(size: 3, peaks: word) }
        #expect(throws: EthereumFault.self) { try LedgerGrowth.tree(size: 1, peaks: Array(word.dropLast())) }
        for size in [-1, Int64.min, Int64.max] { #expect(throws: PluginError.self) { try LedgerGrowth.tree(size: size, peaks: word) } }
        #expect(throws: PluginError.self) { try UInt64(stored: -1) }
    }

    @Test("A receipt counts only if it leads from the leaf that was submitted to its root")
    func receipts() throws {
        let state = TenantState(tenant: "north-1", size: 9, root: .random())
        let leaf = state.leafHash
        let interval = try NotaryInterval(tenants: [state], stream: .random(), previousLink: .zero, sequence: 1)
        let place = try #require(try interval.receipt(of: "north-1")).inInterval
        func receipt(_ found: Bytes32, index: UInt64, path: [UInt8], root: Bytes32) -> NotaryReceipt {
            NotaryReceipt(
                leaf: found.bytes, state: .sent,
                interval: .init(
                    index: Int64(index), size: Int64(place.size), path: path, root: root.bytes, stream: word, previousLink: word,
                    manifest: word, sequence: 1, chainID: 1, contract: Array(word.prefix(20)), notary: Array(word.prefix(20)),
                    inclusion: nil))
        }
        let path = place.path.flatMap(\.bytes)
        let root = interval.anchor.root
        #expect(IntervalUpdate.problem(receipt(leaf, index: place.index, path: path, root: root), leaf: leaf.bytes) == nil)
        #expect(IntervalUpdate.problem(NotaryReceipt(leaf: leaf.bytes, state: .waiting, interval: nil), leaf: leaf.bytes) == nil)
        for wrong in [
            receipt(.random(), index: place.index, path: path, root: root), receipt(leaf, index: place.index ^ 1, path: path, root: root),
            receipt(leaf, index: place.index, path: path.reversed(), root: root),
            receipt(leaf, index: place.index, path: Array(path.dropLast()), root: root),
            receipt(leaf, index: place.index, path: path, root: .random()),
        ] {
            #expect(IntervalUpdate.problem(wrong, leaf: leaf.bytes) != nil)
        }
    }

    @Test("A transaction's page is that of its chain, or of the explorer that was set")
    func explorer() {
        let plain = BlockchainSettings(curtailment: true, invoices: true, telemetry: true, pinning: true, explorerUrl: "")
        #expect(plain.transactionPage("0x05", chain: 8_453) == "https://basescan.org/tx/0x05")
        #expect(plain.transactionPage("0x05", chain: 31_337) == nil)
        let own = BlockchainSettings(
            curtailment: true, invoices: true, telemetry: true, pinning: true, explorerUrl: "https://scan.example.org")
        #expect(own.transactionPage("0x05", chain: 8_453) == "https://scan.example.org/tx/0x05")
    }
}
