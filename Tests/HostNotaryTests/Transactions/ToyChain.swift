import Ethereum
import TestSupport

@testable import HostNotary

/// A chain of one account, as far as it matters to a transaction: a pool, blocks that come and go, nodes that lie. Made for random walks;
/// the real thing is the devnet's.
struct ToyChain {
    struct Block {
        let hash: Bytes32
        let transactions: [TransactionAttempt]
    }

    var random: SeededRandom
    var blocks: [Block] = [Block(hash: .random(), transactions: [])]
    var pool: [TransactionAttempt] = []
    var baseFee: UInt64 = 5_000_000
    let safeLag = 3
    let finalLag = 6
    /// Nonces below this one were used before.
    let nonce: UInt64

    var used: Bool { blocks.contains { !$0.transactions.isEmpty } }
    var finalized: Int { max(0, blocks.count - 1 - finalLag) }

    mutating func mine() {
        let taken = used ? nil : pool.filter { $0.fees.maximum.uint64! >= baseFee }.max { $0.fees.tip < $1.fees.tip }
        if taken != nil { pool = [] }
        blocks.append(Block(hash: .random(using: &random), transactions: taken.map { [$0] } ?? []))
    }

    mutating func reorg(requeue: Bool) {
        let depth = Int.random(in: 0...min(finalLag, blocks.count - 1), using: &random)
        let gone = blocks.suffix(depth)
        blocks.removeLast(depth)
        if requeue { pool += gone.flatMap(\.transactions) }
        // The chain that stays is never the shorter one.
        for _ in 0..<depth { blocks.append(Block(hash: .random(using: &random), transactions: [])) }
    }

    mutating func receive(_ attempt: TransactionAttempt) -> SendAnswer {
        if pool.contains(attempt) { return .taken }
        if used { return .nonceTooLow }
        if let old = pool.max(by: { $0.fees.maximum < $1.fees.maximum }),
            attempt.fees.maximum.uint64! * 10 < old.fees.maximum.uint64! * 11 || attempt.fees.tip.uint64! * 10 < old.fees.tip.uint64! * 11
        {
            return .underpriced
        }
        pool = [attempt]
        return .taken
    }

    /// As a node tells it that is some blocks behind.
    func reading(_ asked: [TransactionAttempt], behind: Int = 0) -> NodeReading {
        let head = max(0, blocks.count - 1 - behind)
        var receipts: [Bytes32: ChainReceipt] = [:]
        for (number, block) in blocks.prefix(head + 1).enumerated() {
            for attempt in block.transactions {
                receipts[attempt.hash] = ChainReceipt(
                    transaction: attempt.hash, blockNumber: UInt64(number), blockHash: block.hash, succeeded: true)
            }
        }
        let isUsed = !receipts.isEmpty
        return NodeReading(
            node: "toy",
            latest: ChainBlock(number: UInt64(head), hash: blocks[head].hash, baseFee: UInt256(baseFee), timeSeconds: UInt64(head)),
            safe: UInt64(max(0, min(head, blocks.count - 1 - safeLag))), finalized: UInt64(max(0, min(head, finalized))),
            finalizedTimeSeconds: UInt64(max(0, min(head, finalized))),
            nonce: nonce + (isUsed ? 1 : 0), balance: 1, receipts: receipts.filter { asked.map(\.hash).contains($0.key) },
            pooled: Set(pool.map(\.hash)))
    }
}
