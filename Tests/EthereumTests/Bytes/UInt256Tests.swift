import TestSupport
import Testing

@testable import Ethereum

@Suite("Numbers of 256 bits")
struct UInt256Tests {
    private let largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"

    @Test("The ends of the range are read and written")
    func ends() throws {
        #expect(UInt256.max.description == largest)
        #expect(try UInt256(decimal: largest) == .max)
        #expect(try UInt256(decimal: "0") == 0)
        #expect(UInt256(0 as UInt64).description == "0")
        #expect(
            try UInt256(decimal: "340282366920938463463374607431768211456").word.hex
                == "0000000000000000000000000000000100000000000000000000000000000000")
        #expect(
            try UInt256(decimal: "10000000000000000000000000000000000000001").description == "10000000000000000000000000000000000000001")
    }

    @Test("Text that is no whole number of the range is refused", arguments: ["", "-1", "+1", " 1", "1.0", "01", "0x1", "1e3", "٣"])
    func refused(_ text: String) {
        #expect(refusal { _ = try UInt256(decimal: text) } == .numberMalformed)
    }

    @Test("What leaves the range throws")
    func overflow() throws {
        #expect(refusal { _ = try UInt256(decimal: String(largest.dropLast()) + "6") } == .numberOverflow)
        #expect(refusal { _ = try UInt256.max.adding(1) } == .numberOverflow)
        #expect(refusal { _ = try UInt256.max.multiplied(by: 2) } == .numberOverflow)
        #expect(refusal { _ = try UInt256(bigEndian: [UInt8](repeating: 1, count: 33)) } == .numberOverflow)
        #expect(try UInt256.max.multiplied(by: 1) == .max)
    }

    @Test("Products divide back, texts and bytes read back, whatever the number")
    func roundTrips() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<500 {
            let number = try UInt256(bigEndian: Damage.bytes(.random(in: 0...16, using: &random), &random))
            let factor = UInt128(UInt64.random(in: 1 ... .max, using: &random)) << UInt128.random(in: 0...60, using: &random) + 1
            let added = UInt128.random(in: 0..<factor, using: &random)
            let product = try number.multiplied(by: factor).adding(UInt256(added))
            #expect(product.quotientAndRemainder(dividingBy: factor) == (number, added), "seed \(seed)")
            #expect(try UInt256(decimal: product.description) == product, "seed \(seed)")
            #expect(try UInt256(bigEndian: product.minimalBytes) == product && UInt256(product.word) == product, "seed \(seed)")
            #expect(product.minimalBytes.first != 0)
        }
    }
}
