import Testing

@testable import Ethereum

/// The notary contract's storage and rules, fed with the bytes of transactions and asked with the bytes of calls; for checks of what reads
/// them, since the real contract runs only on a chain.
struct ContractState: NotaryChain {
    let id: UInt64
    let contract: Address
    var finalized: UInt64 = 0
    private var heads: [[UInt8]: Bytes32] = [:]
    private var placed: [[UInt8]: [UInt8]] = [:]
    private var transactions: [Bytes32: IncludedTransaction] = [:]

    init(id: UInt64, contract: Address) {
        self.id = id
        self.contract = contract
    }

    /// Puts a transaction into a block as the contract would take it; throws what it would refuse.
    mutating func include(_ signed: SignedTransaction, block: UInt64, hash: Bytes32, timeSeconds: UInt64) throws {
        let sender = try signed.sender
        let data = signed.transaction.data
        #expect(
            Array(data.prefix(4))
                == NotaryContract.anchor(.init(stream: .zero, previousLink: .zero, root: .zero, size: 0, manifest: .zero)).selector)
        let words = try ABIReader(data.dropFirst(4), "call of anchor()", words: 5)
        let anchor = Anchor(
            stream: try words.word(0), previousLink: try words.word(1), root: try words.word(2), size: try words.uint256(3),
            manifest: try words.word(4))
        let stream = sender.bytes + anchor.stream.bytes
        guard heads[stream, default: .zero] == anchor.previousLink else { throw Refused(reason: "not head") }
        guard placed[stream + anchor.root.bytes] == nil else { throw Refused(reason: "known") }
        heads[stream] = anchor.link
        let sequence = UInt64(placed.keys.filter { $0.starts(with: stream) }.count + 1)
        placed[stream + anchor.root.bytes] = [sequence, block, timeSeconds].flatMap { UInt256($0).word.bytes }
        transactions[signed.hash] = IncludedTransaction(
            from: sender, to: signed.transaction.to, data: data, blockNumber: block, blockHash: hash)
    }

    struct Refused: Error, Equatable {
        let reason: String
    }

    func chainID() -> UInt64 { id }

    func call(_ contract: Address, data: [UInt8]) throws -> [UInt8] {
        guard contract == self.contract else { return [] }
        let words = try ABIReader(data.dropFirst(4), "call of placed()", words: 3)
        let key = try words.address(0).bytes + words.word(1).bytes + words.word(2).bytes
        return placed[key] ?? [UInt8](repeating: 0, count: 96)
    }

    func transaction(_ hash: Bytes32) -> IncludedTransaction? { transactions[hash] }

    func finalizedBlock() -> UInt64 { finalized }
}
