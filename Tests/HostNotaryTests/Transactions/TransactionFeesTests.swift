import Ethereum
import TestSupport
import Testing

@testable import HostNotary

@Suite("What a transaction offers")
struct TransactionFeesTests {
    @Test("is twice the block's fee and the tip at first, and never above the cap")
    func first() throws {
        #expect(
            TransactionFees(baseFee: 5_000_000, tip: 1_000_000, cap: 1_000_000_000) == TransactionFees(tip: 1_000_000, maximum: 11_000_000))
        #expect(TransactionFees(baseFee: 5_000_000, tip: 1_000_000, cap: 6_000_000) == TransactionFees(tip: 1_000_000, maximum: 6_000_000))
        #expect(TransactionFees(baseFee: 5_000_000, tip: 9_000_000, cap: 6_000_000) == TransactionFees(tip: 6_000_000, maximum: 6_000_000))
        #expect(TransactionFees(baseFee: 5_000_001, tip: 0, cap: 5_000_000) == nil)
    }

    @Test("is a quarter more in a replacement, and at least the tenth that nodes ask for, up to the cap", arguments: 1...40)
    func replaced(seed: Int) {
        var random = SeededRandom(UInt64(seed))
        for _ in 0..<200 {
            let maximum = UInt64.random(in: 1...10_000_000_000, using: &random)
            let old = TransactionFees(tip: UInt256(UInt64.random(in: 0...maximum, using: &random)), maximum: UInt256(maximum))
            let cap = UInt256(UInt64.random(in: maximum...20_000_000_000, using: &random))
            let wanted = TransactionFees(baseFee: UInt256(UInt64.random(in: 1...10_000_000_000, using: &random)), tip: 1, cap: cap)
            guard let new = TransactionFees(replacing: old, wanted: wanted, cap: cap) else {
                // Only where a tenth more leaves no room.
                #expect(maximum * 11 > cap.uint64! * 10 || maximum < 10)
                continue
            }
            #expect(new.maximum <= cap && new.tip <= new.maximum)
            #expect(new.maximum.uint64! * 10 >= maximum * 11)
            #expect(new.tip.uint64! * 10 >= old.tip.uint64! * 11 || new.tip == new.maximum)
        }
    }
}
