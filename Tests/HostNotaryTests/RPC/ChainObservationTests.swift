import Ethereum
import Testing

@testable import HostNotary

@Suite("What several nodes agree on")
struct ChainObservationTests {
    private let transaction = Bytes32.random()
    private let here = Bytes32.random()
    private let there = Bytes32.random()

    private func reading(
        _ number: UInt64, safe: UInt64 = 5, finalized: UInt64 = 3, nonce: UInt64 = 1, receipt: Bytes32? = nil, pooled: Bool = false
    ) -> NodeReading {
        NodeReading(
            latest: ChainBlock(number: number, hash: Bytes32.random(), baseFee: 1, timeSeconds: number), safe: safe, finalized: finalized,
            nonce: nonce, balance: 7,
            receipts: receipt.map { [transaction: ChainReceipt(transaction: transaction, blockNumber: 4, blockHash: $0, succeeded: true)] }
                ?? [:], pooled: pooled ? [transaction] : [])
    }

    @Test("is nothing where fewer answer than have to agree")
    func tooFew() {
        #expect(ChainObservation([reading(9)], quorum: 2) == nil)
        #expect(ChainObservation([], quorum: 1) == nil)
    }

    @Test("is the lower of what they call safe and final, and the newest block of all")
    func lowest() throws {
        let seen = try #require(ChainObservation([reading(9, safe: 9, finalized: 9), reading(10)], quorum: 2))
        #expect((seen.latest.number, seen.safe, seen.finalized) == (10, 5, 3))
    }

    @Test("is a receipt that two tell alike; one that a single node tells is seen, and no more")
    func receipts() throws {
        let alone = try #require(ChainObservation([reading(9, receipt: here), reading(9 + 1)], quorum: 2))
        #expect(alone.receipts.isEmpty && alone.seen == [transaction] && alone.disagreement == nil)
        let both = try #require(ChainObservation([reading(9, receipt: here), reading(10, receipt: here)], quorum: 2))
        #expect(both.receipts[transaction]?.blockHash == here)
        let apart = try #require(ChainObservation([reading(9, receipt: here), reading(10, receipt: there)], quorum: 2))
        #expect(apart.receipts.isEmpty && apart.disagreement != nil)
    }

    @Test("is that a nonce was used only if enough say so")
    func nonces() throws {
        #expect(try #require(ChainObservation([reading(9, nonce: 4), reading(10, nonce: 2)], quorum: 2)).nonce == 2)
        #expect(try #require(ChainObservation([reading(9, nonce: 4), reading(10, nonce: 2)], quorum: 1)).nonce == 4)
    }

    @Test("is not what two say of one height with different blocks: that is told")
    func split() throws {
        #expect(try #require(ChainObservation([reading(9), reading(9)], quorum: 2)).disagreement?.contains("block 9") == true)
    }
}
