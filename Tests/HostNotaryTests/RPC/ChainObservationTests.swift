import Ethereum
import Testing

@testable import HostNotary

@Suite("What several nodes agree on")
struct ChainObservationTests {
    private let transaction = Bytes32.random()
    private let here = Bytes32.random()
    private let there = Bytes32.random()

    private func reading(
        _ number: UInt64, node: String = "one", safe: UInt64 = 5, finalized: UInt64 = 3, nonce: UInt64 = 1, balance: UInt256 = 7,
        baseFee: UInt256 = 1, time: UInt64? = nil, finalizedTime: UInt64 = 3, receipt: Bytes32? = nil, pooled: Bool = false
    ) -> NodeReading {
        NodeReading(
            node: node, latest: ChainBlock(number: number, hash: Bytes32.random(), baseFee: baseFee, timeSeconds: time ?? number),
            safe: safe, finalized: finalized, finalizedTimeSeconds: finalizedTime, nonce: nonce, balance: balance,
            receipts: receipt.map { [transaction: ChainReceipt(transaction: transaction, blockNumber: 4, blockHash: $0, succeeded: true)] }
                ?? [:], pooled: pooled ? [transaction] : [])
    }

    @Test("is nothing where fewer answer than have to agree")
    func tooFew() {
        #expect(ChainObservation([reading(9)], quorum: 2) == nil)
        #expect(ChainObservation([], quorum: 1) == nil)
    }

    @Test("of two is the lower of what they call newest, safe and final")
    func lowest() throws {
        let seen = try #require(ChainObservation([reading(9, safe: 9, finalized: 9), reading(10)], quorum: 2))
        #expect((seen.latest.number, seen.safe, seen.finalized) == (9, 5, 3))
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

    @Test("of three is what two of them reach, in every figure, whatever the third says")
    func outvoted() throws {
        let good = [reading(100, safe: 90, finalized: 80), reading(101, safe: 91, finalized: 81)]
        let lies = [
            reading(100, safe: 90, finalized: 80, balance: 0), reading(100, safe: 90, finalized: 80, balance: .max),
            reading(100, safe: 90, finalized: 80, baseFee: .max), reading(100, safe: 90, finalized: 80, baseFee: 0),
            reading(100, safe: 90, finalized: 80, nonce: 0), reading(100, safe: 90, finalized: 80, nonce: 1 << 60),
            reading(1 << 60, safe: 1 << 60, finalized: 1 << 60, time: 1 << 60, finalizedTime: 1 << 60), reading(0, safe: 0, finalized: 0),
            reading(12, safe: 5, finalized: 3),
        ]
        for lie in lies {
            let seen = try #require(ChainObservation([good[0], lie, good[1]], quorum: 2))
            #expect([100, 101].contains(seen.latest.number) && [80, 81].contains(seen.finalized) && [90, 91].contains(seen.safe))
            #expect(seen.balance == 7 && seen.nonce == 1 && seen.latest.baseFee == 1 && [100, 101].contains(seen.latest.timeSeconds))
            #expect(seen.finalizedTimeSeconds == 3)
        }
    }

    @Test("names the node that stands still, and the one that tells of blocks that no other has")
    func apart() throws {
        let still = try #require(ChainObservation([reading(100), reading(101), reading(60, node: "three")], quorum: 2))
        #expect(still.apart == [ChainObservation.Apart(node: "three", number: 60, agreed: 100)])
        let ahead = try #require(ChainObservation([reading(100), reading(101), reading(500, node: "three")], quorum: 2))
        #expect(ahead.apart == [ChainObservation.Apart(node: "three", number: 500, agreed: 101)])
        #expect(try #require(ChainObservation([reading(100), reading(80)], quorum: 2)).apart.isEmpty)
    }

    @Test("is final as far as enough of those say who tell the same receipt")
    func depth() throws {
        let told = reading(9, safe: 4, finalized: 3, receipt: here)
        let agreed = try #require(
            ChainObservation([told, told, reading(9, safe: 9, finalized: 9, receipt: there)], quorum: 2))
        let receipt = try #require(agreed.receipts[transaction])
        #expect(agreed.depth(of: receipt) == .safe)
        let one = try #require(ChainObservation([told, reading(9, safe: 9, finalized: 9, receipt: here), told], quorum: 2))
        #expect(one.depth(of: receipt) == .safe)
        let two = reading(9, safe: 4, finalized: 4, receipt: here)
        #expect(try #require(ChainObservation([two, two, told], quorum: 2)).depth(of: receipt) == .finalized)
    }
}
